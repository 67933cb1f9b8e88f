/** Texts of the form of a template's parameters. */
export const parameterMessages = {
  fixed: 'Cannot be changed later.',
  ephemeral: 'For this start only; it is not kept.',
  none: 'none',
  problem: {
    required: 'This is needed.',
    type: 'Must be of the type {{type}}.',
    minimum: 'Must be at least {{limit}}.',
    maximum: 'Must be at most {{limit}}.',
    exclusiveMinimum: 'Must be more than {{limit}}.',
    exclusiveMaximum: 'Must be less than {{limit}}.',
    minLength: 'Must have at least {{limit}} characters.',
    maxLength: 'Must have at most {{limit}} characters.',
    pattern: 'Must match {{pattern}}.',
    multipleOf: 'Must be a multiple of {{multipleOf}}.',
    format: 'Must be a value of the format {{format}}.',
    enum: 'Choose one of the values offered.',
  },
} as const;
