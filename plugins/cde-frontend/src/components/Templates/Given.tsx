import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { isParameterReference } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceTemplateSpec } from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../translation';
import { Facts } from '../Common';
import styles from './Templates.module.css';

/** What workspaces of a template consist of. */
export const Given = ({ spec }: { spec: WorkspaceTemplateSpec }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const leaf = useLeafText();
  const { devcontainer, volume, gpu, scheduling } = spec;
  const joined = (texts: string[] | undefined) =>
    texts && texts.length > 0 && texts.join(', ');
  const size = [
    volume?.size !== undefined && leaf(volume.size),
    volume?.max && t('template.give.volumeMax', { max: volume.max }),
  ].filter((text): text is string => Boolean(text));
  return (
    <Facts
      items={[
        {
          label: t('template.give.image'),
          value: devcontainer.image ? (
            <code className={styles.code}>{leaf(devcontainer.image)}</code>
          ) : (
            devcontainer.file && t('template.give.imageFile')
          ),
        },
        { label: t('template.give.user'), value: devcontainer.user?.name },
        {
          label: t('template.give.classes'),
          value: joined(spec.resourceClasses),
        },
        { label: t('template.give.ides'), value: joined(spec.ides) },
        {
          label: t('template.give.clusters'),
          value: joined(spec.clusters) || t('template.give.anyCluster'),
        },
        { label: t('template.give.volume'), value: joined(size) },
        {
          label: t('template.give.gpu'),
          value: gpu && `${gpu.count} × ${gpu.resource ?? 'nvidia.com/gpu'}`,
        },
        {
          label: t('template.give.sidecars'),
          value: list(
            spec.sidecars?.map(({ name, image, resources, ports }) =>
              [
                `${name}: ${leaf(image)}`,
                `${resources.cpu} CPU, ${resources.memory}`,
                ports?.length &&
                  t('template.give.ports', { ports: ports.join(', ') }),
              ]
                .filter(Boolean)
                .join(', '),
            ),
          ),
        },
        {
          label: t('template.give.environment'),
          value: list(
            Object.entries(spec.environment ?? {}).map(
              ([name, value]) => `${name} = ${leaf(value)}`,
            ),
          ),
        },
        {
          label: t('template.give.secrets'),
          value: list(
            spec.secrets?.map(
              ({ secret, key, environment, file }) =>
                `${secret}/${key} → ${[environment, file]
                  .filter(Boolean)
                  .join(', ')}`,
            ),
          ),
        },
        {
          label: t('template.give.egress'),
          value: list(
            spec.egress?.map(({ cidr, ports }) =>
              ports?.length
                ? `${cidr}, ${t('template.give.ports', {
                    ports: ports.join(', '),
                  })}`
                : cidr,
            ),
          ),
        },
        {
          label: t('template.give.nodes'),
          value: list(
            Object.entries(scheduling?.nodeSelector ?? {}).map(
              ([key, value]) => `${key} = ${value}`,
            ),
          ),
        },
        {
          label: t('template.give.tolerations'),
          value: list(
            scheduling?.tolerations?.map(({ key, value, effect }) =>
              [key ?? '*', value && `= ${value}`, effect]
                .filter(Boolean)
                .join(' '),
            ),
          ),
        },
        {
          label: t('template.give.runtimeClass'),
          value: scheduling?.runtimeClass,
        },
        {
          label: t('template.give.manifests'),
          value: list(
            spec.manifests?.map(({ apiVersion, kind }) =>
              [apiVersion, kind].join('/'),
            ),
          ),
        },
      ]}
    />
  );
};

/** A value, or which parameter gives it. */
export function useLeafText(): (value: unknown) => string {
  const { t } = useTranslationRef(cdeTranslationRef);
  return value =>
    isParameterReference(value)
      ? t('template.give.parameter', { name: value.$parameter })
      : String(value);
}

function list(texts: string[] | undefined) {
  return texts && texts.length > 0 ? (
    <ul className={styles.plainList}>
      {texts.map(text => (
        <li key={text} className={styles.code}>
          {text}
        </li>
      ))}
    </ul>
  ) : undefined;
}
