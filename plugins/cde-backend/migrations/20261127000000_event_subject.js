// @ts-check

/**
 * Steps of which there are several in a start, such as the clones of several repositories.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('cde_workspace_events', table => {
    table
      .string('subject')
      .comment('Which of several it is about; null: there is one');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('cde_workspace_events', table => {
    table.dropColumn('subject');
  });
};
