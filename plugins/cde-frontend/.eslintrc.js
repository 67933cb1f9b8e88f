module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Files are read from the top: what matters first, what it is made of below.
    '@typescript-eslint/no-use-before-define': 'off',
    // Focus in dialogs is set through components, which give it back when they close.
    'jsx-a11y/no-autofocus': ['error', { ignoreNonDOM: true }],
  },
});
