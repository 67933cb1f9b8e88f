import type {
  TemplateParameter,
  TemplateParameters,
} from '@backstage-cde/plugin-cde-common';

/** The parameters of one kind, as a schema of their own; undefined where there are none. */
export function parametersThat(
  schema: TemplateParameters | undefined,
  fits: (parameter: TemplateParameter) => boolean,
): TemplateParameters | undefined {
  const properties = Object.fromEntries(
    Object.entries(schema?.properties ?? {}).filter(([, parameter]) =>
      fits(parameter),
    ),
  );
  if (Object.keys(properties).length === 0) return undefined;
  const required = schema?.required?.filter(name => name in properties);
  return { properties, ...(required?.length ? { required } : {}) };
}

/** The parameters that are given anew with each start. */
export function ephemeralOf(
  schema: TemplateParameters | undefined,
): TemplateParameters | undefined {
  return parametersThat(schema, ({ ephemeral }) => Boolean(ephemeral));
}
