/*
 * What users give the portal for git hosts: tokens that are soon forgotten, and keys. Both are sealed by a key of the
 * configuration, so that a copy of the database alone opens nothing. `git_due_at` says when the Secret of a running
 * workspace has to be written anew.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('cde_git_tokens', table => {
    table.string('owner_ref', 255).notNullable();
    table.string('host', 255).notNullable();
    table.string('username', 255);
    table.text('sealed').notNullable();
    table.bigInteger('set_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.primary(['owner_ref', 'host'], 'cde_git_tokens_pk');
    table.index(['expires_at'], 'cde_git_tokens_expiry_idx');
  });
  await knex.schema.createTable('cde_git_secrets', table => {
    table.string('owner_ref', 255).notNullable();
    table.string('kind', 16).notNullable();
    table.text('sealed').notNullable();
    table.string('key_type', 64).notNullable();
    table.string('fingerprint', 64).notNullable();
    table.bigInteger('set_at').notNullable();
    table.primary(['owner_ref', 'kind'], 'cde_git_secrets_pk');
  });
  await knex.schema.alterTable('cde_workspaces', table => {
    table.bigInteger('git_due_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('cde_workspaces', table => {
    table.dropColumn('git_due_at');
  });
  await knex.schema.dropTable('cde_git_secrets');
  await knex.schema.dropTable('cde_git_tokens');
};
