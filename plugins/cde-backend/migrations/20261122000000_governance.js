// @ts-check

/**
 * Templates with revisions, settings and policies of workspaces, shares, quotas, usage and audit.
 * Instants are milliseconds since the epoch by the database's clock; documents are JSON in text;
 * prices are millionths of the configured currency.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('cde_workspaces', table => {
    table
      .integer('template_revision')
      .comment('Pinned; null: older than revisions');
    table
      .integer('pending_revision')
      .comment('To be applied at the next start, as its owner chose');
    table
      .text('parameters')
      .notNullable()
      .defaultTo('{}')
      .comment('Values, without those for one start');
    table
      .text('settings')
      .notNullable()
      .defaultTo('{}')
      .comment('WorkspaceSettings: what the owner chose');
    table
      .string('component_owner_ref')
      .comment('Entity ref of who owns the component');
    table.string('system_ref').comment("Entity ref of the component's system");
    table
      .integer('cpu_millis')
      .notNullable()
      .defaultTo(0)
      .comment('Thousandths of cores asked for while it runs');
    table.bigInteger('memory_bytes').notNullable().defaultTo(0);
    table.bigInteger('storage_bytes').notNullable().defaultTo(0);
    table.integer('gpu').notNullable().defaultTo(0);
    table
      .bigInteger('run_price')
      .notNullable()
      .defaultTo(0)
      .comment('Per hour that it runs');
    table
      .bigInteger('storage_price')
      .notNullable()
      .defaultTo(0)
      .comment('Per month (730 h) that its volume is kept');
    table
      .boolean('holds_run')
      .notNullable()
      .defaultTo(false)
      .comment('Counts as running for quotas and cost');
    table
      .bigInteger('desired_since')
      .notNullable()
      .defaultTo(0)
      .comment('When it was last told to run, stop or go');
    table.bigInteger('keep_until').comment('Put off by hand: not before this');
    table.index(
      ['template_name', 'created_at', 'id'],
      'cde_workspaces_template_idx',
    );
    table.index(
      ['component_owner_ref', 'created_at', 'id'],
      'cde_workspaces_component_owner_idx',
    );
    table.index(
      ['system_ref', 'created_at', 'id'],
      'cde_workspaces_system_idx',
    );
    table.index(
      ['resource_class', 'created_at', 'id'],
      'cde_workspaces_class_idx',
    );
    table.index(['phase', 'created_at', 'id'], 'cde_workspaces_phase_idx');
  });
  if (knex.client.config.client === 'pg') {
    await knex.schema.alterTable('cde_workspaces', table => {
      table.string('template_name', 255).notNullable().alter();
    });
  }
  await knex('cde_workspaces').update({
    desired_since: knex.ref('phase_since'),
    holds_run: knex.raw(`desired = 'running'`),
  });

  await knex.schema.createTable('cde_templates', table => {
    table.comment('Workspace templates, wherever their truth is');
    table
      .string('id')
      .primary()
      .comment('name, or namespace:name outside of default');
    table.string('name', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('source', 16).notNullable().comment('config, git or portal');
    table.text('location').comment('Of a template from Git');
    table.string('owner_ref').notNullable();
    table.string('title').notNullable();
    table.text('description');
    table.text('tags').notNullable().comment('string[]');
    table.text('applies_to').comment('FilterPredicate');
    table.boolean('privileged').notNullable().defaultTo(false);
    table
      .string('state', 16)
      .notNullable()
      .comment('active, deprecated, retired or gone');
    table
      .text('problem')
      .comment('Why the newest content of its source was not taken');
    table.integer('published_revision');
    table.text('draft').comment('YAML');
    table.integer('draft_version').notNullable().defaultTo(0);
    table.string('draft_by');
    table.bigInteger('draft_at');
    table.integer('draft_base').comment('Revision that the draft began from');
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.index(['owner_ref'], 'cde_templates_owner_idx');
  });

  await knex.schema.createTable('cde_template_tags', table => {
    table.string('template_id').notNullable();
    table.string('tag').notNullable();
    table.primary(['template_id', 'tag'], 'cde_template_tags_pk');
    table.index(['tag', 'template_id'], 'cde_template_tags_tag_idx');
    table
      .foreign('template_id', 'cde_template_tags_template_fk')
      .references('cde_templates.id')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('cde_template_revisions', table => {
    table.comment('What was published; never changed');
    table.string('template_id').notNullable();
    table.integer('revision').notNullable();
    table.text('document').notNullable().comment('WorkspaceTemplateDocument');
    table.text('yaml').notNullable().comment('As it was written');
    table.string('hash', 64).notNullable().comment('SHA-256 of the document');
    table.text('note').notNullable();
    table.string('author').notNullable();
    table.bigInteger('published_at').notNullable();
    table.integer('rolled_back_from');
    table.bigInteger('deadline').comment('From then on, any start applies it');
    table.primary(['template_id', 'revision'], 'cde_template_revisions_pk');
    table
      .foreign('template_id', 'cde_template_revisions_template_fk')
      .references('cde_templates.id')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('cde_shares', table => {
    table.comment('Access of others to workspaces');
    table.string('workspace_id', 36).notNullable();
    table.string('grantee_ref').notNullable().comment('User or group');
    table.string('role', 8).notNullable().comment('view or use');
    table.bigInteger('expires_at');
    table.string('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.primary(['workspace_id', 'grantee_ref'], 'cde_shares_pk');
    table.index(['grantee_ref', 'workspace_id'], 'cde_shares_grantee_idx');
    table
      .foreign('workspace_id', 'cde_shares_workspace_fk')
      .references('cde_workspaces.id')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('cde_quotas', table => {
    table.comment('Limits that were set in the portal');
    table.string('id', 36).primary();
    table.string('target_kind', 16).notNullable();
    table.string('target_ref').notNullable().comment('Empty for everyone');
    table.string('per', 8).notNullable().comment('total or each');
    table.text('limits').notNullable().comment('QuotaLimits');
    table.text('note');
    table.integer('version').notNullable();
    table.string('updated_by').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.unique(['target_kind', 'target_ref', 'per'], {
      indexName: 'cde_quotas_target_uk',
    });
  });

  await knex.schema.createTable('cde_charges', table => {
    table.comment(
      'What each workspace counts for; outlives it, for the costs of the past',
    );
    table.string('workspace_id', 36).notNullable();
    table
      .string('scope')
      .notNullable()
      .comment('everyone, or an entity ref: user, groups, system, component');
    table
      .boolean('of_owner')
      .notNullable()
      .defaultTo(false)
      .comment('The owner, or a group that the owner is in');
    table.primary(['workspace_id', 'scope'], 'cde_charges_pk');
    table.index(['scope', 'workspace_id'], 'cde_charges_scope_idx');
  });

  await knex.schema.createTable('cde_quota_locks', table => {
    table.comment('Locked in their order while a request is checked');
    table.string('scope').primary();
  });

  await knex.schema.createTable('cde_usage', table => {
    table.comment('When something ran or was kept, and what it cost');
    table.bigIncrements('id');
    table.string('workspace_id', 36).notNullable();
    table.string('kind', 8).notNullable().comment('run or storage');
    table.bigInteger('started_at').notNullable();
    table.bigInteger('ended_at').comment('null: still');
    table.double('price').notNullable().comment('Per hour');
    table.integer('cpu_millis').notNullable();
    table.bigInteger('memory_bytes').notNullable();
    table.bigInteger('storage_bytes').notNullable();
    table.integer('gpu').notNullable();
    table.string('owner_ref').notNullable();
    table.string('component_ref');
    table.string('component_owner_ref');
    table.string('system_ref');
    table.string('resource_class', 63).notNullable();
    table.string('template_name').notNullable();
    table.string('cluster_name', 63).notNullable();
    table.index(['workspace_id', 'kind', 'ended_at'], 'cde_usage_open_idx');
    table.index(['ended_at', 'started_at'], 'cde_usage_time_idx');
  });

  await backfillUsage(knex);

  await knex.schema.createTable('cde_owners', table => {
    table.comment(
      'Owners of workspaces, and whether the catalog still has them',
    );
    table.string('owner_ref').primary();
    table.bigInteger('checked_at').notNullable();
    table
      .bigInteger('seen_at')
      .comment('When the catalog last had them; null: never so far');
    table.bigInteger('missing_since');
    table.bigInteger('offboarded_at');
  });

  await knex.schema.createTable('cde_outbox', table => {
    table.comment('Notifications to be sent, written with what they tell of');
    table.bigIncrements('id');
    table.string('key').notNullable().unique().comment('Sent once');
    table.string('recipient').notNullable().comment('Entity ref');
    table.text('payload').notNullable();
    table.bigInteger('created_at').notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('due_at').comment('null: sent');
    table.index(['due_at'], 'cde_outbox_due_idx');
  });

  await knex.schema.createTable('cde_audit', table => {
    table.comment('Every change, denial and opening; bounded by age');
    table.bigIncrements('id');
    table.bigInteger('at').notNullable();
    table.string('actor').notNullable();
    table.string('act', 64).notNullable();
    table.string('outcome', 16).notNullable();
    table.string('target_kind', 32);
    table.string('target_id');
    table.string('target_name');
    table.text('reason');
    table.text('origin').comment('JSON');
    table.text('meta').comment('JSON');
    table.index(['at', 'id'], 'cde_audit_at_idx');
    table.index(['actor', 'id'], 'cde_audit_actor_idx');
    table.index(['target_id', 'id'], 'cde_audit_target_idx');
    table.index(['act', 'id'], 'cde_audit_act_idx');
  });

  await knex.schema.alterTable('cde_sessions', table => {
    table
      .string('granted_by', 16)
      .notNullable()
      .defaultTo('owner')
      .comment('owner, share, administrator or policy');
  });
};

const PAGE = 500;

/**
 * Workspaces from before count for what they ask for, and from now on cost; prices they have none until their class
 * is applied anew.
 *
 * @param {import('knex').Knex} knex
 */
async function backfillUsage(knex) {
  const now =
    knex.client.config.client === 'pg'
      ? knex.raw('floor(extract(epoch from clock_timestamp()) * 1000)::bigint')
      : knex.raw(`cast(unixepoch('subsec') * 1000 as integer)`);
  let page = [];
  do {
    page = await knex('cde_workspaces')
      .where('id', '>', page.length > 0 ? page[page.length - 1].id : '')
      .orderBy('id')
      .limit(PAGE);
    for (const row of page) {
      await backfill(knex, row, now);
    }
  } while (page.length === PAGE);
}

/** The spec as it was written before this migration. */
async function backfill(knex, row, now) {
  const { resources } = JSON.parse(row.spec);
  const counted = {
    cpu_millis: Math.round((resources?.cpu?.request ?? 0) * 1000),
    memory_bytes: resources?.memory?.request ?? 0,
    storage_bytes: resources?.storage ?? 0,
  };
  await knex('cde_workspaces').where({ id: row.id }).update(counted);
  const scopes = new Set(
    ['everyone', row.owner_ref, row.component_ref].filter(Boolean),
  );
  await knex('cde_charges').insert(
    [...scopes].map(scope => ({
      workspace_id: row.id,
      scope,
      of_owner: scope === row.owner_ref,
    })),
  );
  const meter = {
    workspace_id: row.id,
    started_at: now,
    price: 0,
    gpu: 0,
    owner_ref: row.owner_ref,
    component_ref: row.component_ref,
    resource_class: row.resource_class,
    template_name: row.template_name,
    cluster_name: row.cluster_name,
  };
  const kept = { cpu_millis: 0, memory_bytes: 0 };
  await knex('cde_usage').insert([
    { ...meter, kind: 'storage', ...counted, ...kept },
    ...(row.desired === 'running'
      ? [{ ...meter, kind: 'run', ...counted, storage_bytes: 0 }]
      : []),
  ]);
}

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('cde_sessions', table => {
    table.dropColumn('granted_by');
  });
  for (const table of [
    'cde_audit',
    'cde_outbox',
    'cde_owners',
    'cde_usage',
    'cde_quota_locks',
    'cde_charges',
    'cde_quotas',
    'cde_shares',
    'cde_template_revisions',
    'cde_template_tags',
    'cde_templates',
  ]) {
    await knex.schema.dropTable(table);
  }
  await knex.schema.alterTable('cde_workspaces', table => {
    for (const index of [
      'template',
      'component_owner',
      'system',
      'class',
      'phase',
    ]) {
      table.dropIndex([], `cde_workspaces_${index}_idx`);
    }
    table.dropColumns(
      'template_revision',
      'pending_revision',
      'parameters',
      'settings',
      'component_owner_ref',
      'system_ref',
      'cpu_millis',
      'memory_bytes',
      'storage_bytes',
      'gpu',
      'run_price',
      'storage_price',
      'holds_run',
      'desired_since',
      'keep_until',
    );
  });
};
