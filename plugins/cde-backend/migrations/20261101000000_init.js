// @ts-check

/** Instants are milliseconds since the epoch by the database's clock; documents are JSON in text. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('cde_workspaces', table => {
    table.comment(
      'What each workspace shall be, and the last projection of what it is',
    );
    table.string('id', 36).primary().comment('UUID v4');
    table.string('owner_ref').notNullable().comment('Entity ref of the user');
    table.string('name', 63).notNullable();
    table
      .string('component_ref')
      .comment('Entity ref of the component it was made for');
    table.string('cluster_name', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('template_name', 63).notNullable();
    table.string('resource_class', 63).notNullable();
    table.string('ide', 63).notNullable();
    table.text('repository_url');
    table.text('ref').notNullable().comment('GitRef');
    table.string('commit', 64);
    table
      .text('spec')
      .notNullable()
      .comment('WorkspaceSpec: what it was made from, never changed');
    table
      .string('desired', 16)
      .notNullable()
      .comment('running, stopped or deleted');
    table
      .integer('run')
      .notNullable()
      .comment('Grows with each start, restart and retry');
    table.string('phase', 16).notNullable();
    table.bigInteger('phase_since').notNullable();
    table.text('cause').comment('Cause');
    table.text('conditions').notNullable().comment('WorkspaceCondition[]');
    table
      .text('observed')
      .notNullable()
      .comment("ObservedState, the engine's own");
    table
      .bigInteger('next_due_at')
      .comment('When the engine looks again; null: when something changes');
    table.integer('attempts').notNullable().comment('Failed tries in a row');
    table.bigInteger('created_at').notNullable();
    table
      .bigInteger('started_at')
      .comment('When the current run was asked for');
    table.bigInteger('last_used_at');
    table.bigInteger('deleted_at').comment('When deletion was asked for');
    table.integer('version').notNullable().comment('Optimistic lock');
    table
      .integer('event_seq')
      .notNullable()
      .comment('Number of the last timeline event');
    table.index(['created_at', 'id'], 'cde_workspaces_created_idx');
    table.index(['owner_ref', 'created_at', 'id'], 'cde_workspaces_owner_idx');
    table.index(
      ['component_ref', 'created_at', 'id'],
      'cde_workspaces_component_idx',
    );
    table.index(['cluster_name', 'next_due_at'], 'cde_workspaces_due_idx');
    table.index(['cluster_name', 'id'], 'cde_workspaces_cluster_idx');
  });

  await knex.schema.createTable('cde_workspace_events', table => {
    table.comment(
      'Timelines of workspaces; append-only, bounded per workspace',
    );
    table.string('workspace_id', 36).notNullable();
    table.integer('seq').notNullable().comment('Grows within the workspace');
    table.integer('run').notNullable();
    table
      .string('key')
      .notNullable()
      .comment('Writing the same event of a run twice writes it once');
    table.string('step', 32).notNullable();
    table.string('state', 16).notNullable();
    table.bigInteger('at').notNullable();
    table.text('detail');
    table.text('cause').comment('Cause');
    table.bigInteger('duration_ms');
    table.text('tail').comment('Last lines of the log');
    table.string('actor').comment('Entity ref, or system');
    table.primary(['workspace_id', 'seq'], 'cde_workspace_events_pk');
    table.unique(['workspace_id', 'run', 'key'], {
      indexName: 'cde_workspace_events_key_uk',
    });
    table
      .foreign('workspace_id', 'cde_workspace_events_workspace_fk')
      .references('cde_workspaces.id')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('cde_idempotency', table => {
    table.comment('Idempotency keys of creations');
    table.string('owner_ref').notNullable();
    table.string('key').notNullable();
    table.string('request_hash', 64).notNullable();
    table.string('workspace_id', 36).notNullable();
    table.bigInteger('expires_at').notNullable();
    table.primary(['owner_ref', 'key'], 'cde_idempotency_pk');
  });

  await knex.schema.createTable('cde_start_times', table => {
    table.comment(
      'How long the last starts took, for estimates; outlives the workspaces',
    );
    table.increments('id');
    table.string('component_ref').notNullable();
    table.string('resource_class', 63).notNullable();
    table.bigInteger('duration_ms').notNullable();
    table.index(
      ['component_ref', 'resource_class', 'id'],
      'cde_start_times_idx',
    );
  });

  await knex.schema.createTable('cde_leases', table => {
    table.comment('Short leases with fencing');
    table.string('name').primary();
    table.string('holder').notNullable();
    table.integer('epoch').notNullable().comment('Grows with each new holder');
    table.bigInteger('expires_at').notNullable();
  });

  await knex.schema.createTable('cde_keys', table => {
    table.comment('Random master keys shared by all replicas');
    table.string('name').primary();
    table.string('value').notNullable().comment('base64');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cde_keys');
  await knex.schema.dropTable('cde_leases');
  await knex.schema.dropTable('cde_start_times');
  await knex.schema.dropTable('cde_idempotency');
  await knex.schema.dropTable('cde_workspace_events');
  await knex.schema.dropTable('cde_workspaces');
};
