module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // What tests share: it may use development dependencies, and wraps jest's own functions.
      files: ['src/**/testing/**'],
      rules: {
        '@backstage/no-undeclared-imports': 'off',
        'jest/no-disabled-tests': 'off',
        'jest/valid-describe-callback': 'off',
        'jest/valid-title': 'off',
        'no-restricted-syntax': 'off',
      },
    },
  ],
});
