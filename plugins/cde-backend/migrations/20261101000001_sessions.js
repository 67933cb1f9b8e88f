// @ts-check

/**
 * Sign-ins to workspaces through the gateway: a one-time code first, then a session.
 * All times are milliseconds since the epoch by the database's clock.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('cde_sessions', table => {
    table.comment('Sign-ins of users to workspaces through the gateway');
    table.string('id', 36).primary().comment('UUID v4, named in the signed cookie');
    table.string('code_hash', 64).notNullable().unique().comment('SHA-256 (hex) of the one-time code');
    table.string('user_ref', 255).notNullable().comment('Entity ref of the user');
    table.string('workspace_id', 36).notNullable();
    table.string('target', 16).notNullable().comment('ide, or port/<number>');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('code_expires_at').notNullable();
    table.bigInteger('redeemed_at').nullable().comment('When the code was used; it is good for one use');
    table.bigInteger('expires_at').notNullable().comment('When the user has to enter anew');
    table.bigInteger('revoked_at').nullable();
    table.index(['workspace_id'], 'cde_sessions_workspace_idx');
    table.index(['user_ref'], 'cde_sessions_user_idx');
    table.index(['expires_at'], 'cde_sessions_expiry_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cde_sessions');
};
