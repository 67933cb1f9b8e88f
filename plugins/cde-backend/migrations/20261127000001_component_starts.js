// @ts-check

/**
 * Starts by component, for the readiness of the whole catalog without a look at every timeline.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('cde_component_starts', table => {
    table.comment(
      'Starts that came to be ready, by component; outlives the workspaces',
    );
    table.string('component_ref').primary();
    table.integer('starts').notNullable();
    table
      .bigInteger('last_at')
      .notNullable()
      .comment('When one was last ready; 0: before this was kept');
    table.bigInteger('last_ms').notNullable().comment('How long that one took');
    table.index(['last_at', 'component_ref'], 'cde_component_starts_last_idx');
  });
  await knex.raw(`
    insert into cde_component_starts (component_ref, starts, last_at, last_ms)
    select component_ref, count(*), 0, (
      select newest.duration_ms from cde_start_times newest
      where newest.component_ref = known.component_ref
      order by newest.id desc limit 1
    )
    from cde_start_times known
    group by component_ref`);
  await knex.raw(`
    update cde_component_starts set last_at = coalesce((
      select max(event.at) from cde_workspace_events event
      join cde_workspaces workspace on workspace.id = event.workspace_id
      where workspace.component_ref = cde_component_starts.component_ref
        and event.step = 'ready' and event.state = 'succeeded'
    ), 0)`);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cde_component_starts');
};
