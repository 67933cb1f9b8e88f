module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Benchmarks look inside the plugin, and always run from its sources.
    '@backstage/no-forbidden-package-imports': 'off',
    '@backstage/no-mixed-plugin-imports': 'off',
    'no-restricted-syntax': 'off',
  },
});
