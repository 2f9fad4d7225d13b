-- The notification centre. What happens makes a cause, in the transaction of the event and however many records a statement touches;
-- at the end of that transaction its causes become rows of the people whom they concern, folded, and one silent bell a person.
--
-- No row is kept in the audit trail: a notification says nothing that the trail does not hold already, there is one for each reader,
-- and whether somebody has read it is his own affair.
set local role aglis_owner;

-- 1. What a person was told. Titles are not kept: an event and its arguments are, so that each reader reads his own language.
create table notifications (
  id bigint generated always as identity constraint notifications_pkey primary key,
  staff_id bigint not null constraint notifications_staff_fkey references staff,
  seq bigint not null,
  kind text not null constraint notifications_kind_known check (kind in ('ticket', 'registration', 'invoice', 'message', 'system')),
  event text not null constraint notifications_event_form check (event ~ '^[a-z_]{1,40}$'),
  record text constraint notifications_record_form check (record ~ '^[a-z]{1,20}$'),
  record_id bigint,
  arguments jsonb not null default '{}' constraint notifications_arguments_object check (jsonb_typeof(arguments) = 'object'),
  priority text not null constraint notifications_priority_known check (priority in ('low', 'normal', 'high', 'urgent')),
  group_key text not null constraint notifications_group_key_length check (char_length(group_key) between 1 and 120),
  count bigint not null default 1 constraint notifications_count_range check (count >= 1),
  instead_of bigint constraint notifications_instead_of_fkey references staff,
  read_at timestamptz,
  seen_at timestamptz,
  closed_at timestamptz,
  snoozed_until timestamptz,
  archived_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null default clock_timestamp() + interval '90 days',
  constraint notifications_place_key unique (staff_id, seq),
  constraint notifications_not_for_oneself check (instead_of <> staff_id),
  constraint notifications_closed_is_read check (closed_at is null or read_at is not null),
  constraint notifications_archived_is_read check (archived_at is null or read_at is not null)
) with (fillfactor = 80);
comment on table notifications is 'What each person was told, folded; written by the end of each transaction, marked by its reader through functions.';
comment on column notifications.seq is
  'Place among all that the person was told: as many as there were events, given in the order of the commits, so that nothing ever appears behind a place already read.';
comment on column notifications.record is 'Kind of the record to open; with record_id null there is more than one.';
comment on column notifications.group_key is 'What folds into one unread row.';
comment on column notifications.instead_of is 'The colleague who is away and got this himself.';
comment on column notifications.closed_at is 'When it was dealt with by a colleague, or was over by itself.';
comment on column notifications.deleted_at is 'Taken away by its reader; the moment is what it is taken back by, within ten minutes.';
-- The drawer reads each of its filters newest first; only what is neither read nor gone counts in the badge.
create index notifications_shown_idx on notifications (staff_id, seq desc) where deleted_at is null and archived_at is null;
create index notifications_kind_idx on notifications (staff_id, kind, seq desc) where deleted_at is null and archived_at is null;
create index notifications_unread_idx on notifications (staff_id, seq desc) include (priority, seen_at, snoozed_until) where read_at is null and deleted_at is null;
create index notifications_urgent_idx on notifications (staff_id) where read_at is null and deleted_at is null and priority = 'urgent';
create index notifications_unseen_idx on notifications (staff_id) where seen_at is null and deleted_at is null;
create index notifications_archived_idx on notifications (staff_id, seq desc) where archived_at is not null and deleted_at is null;
create index notifications_group_idx on notifications (staff_id, group_key) where read_at is null and deleted_at is null;
create index notifications_record_idx on notifications (record, record_id) where read_at is null and deleted_at is null;
create index notifications_deleted_idx on notifications (staff_id, deleted_at) where deleted_at is not null;
create index notifications_snoozed_idx on notifications (snoozed_until) where snoozed_until is not null;
create index notifications_expires_idx on notifications (expires_at);
create index notifications_instead_of_idx on notifications (instead_of) where instead_of is not null;

-- Where each person's list stands, and the name of his bell. Any login may listen and ring on any channel whose name it knows:
-- so each person has a channel that nobody else can know, and what is rung there says nothing.
create table notification_heads (
  staff_id bigint constraint notification_heads_pkey primary key constraint notification_heads_staff_fkey references staff,
  seq bigint not null default 0,
  channel text not null default 'aglis_n_' || encode(public.gen_random_bytes(16), 'hex')
) with (fillfactor = 50);
comment on table notification_heads is 'The last place of each person''s notifications, and the channel on which only he is rung.';

-- How a person wants to be told. Nothing here means as usual.
create table notification_choices (
  staff_id bigint not null constraint notification_choices_staff_fkey references staff,
  event text not null constraint notification_choices_event_form check (event ~ '^[a-z_]{1,40}$'),
  in_app boolean not null,
  os boolean not null,
  sound boolean not null,
  constraint notification_choices_pkey primary key (staff_id, event)
);
comment on table notification_choices is 'How a person wants to be told of an event: in the list, by the system, by a sound.';
create table notification_quiet (
  staff_id bigint not null constraint notification_quiet_staff_fkey references staff,
  weekday smallint not null constraint notification_quiet_weekday_range check (weekday between 1 and 7),
  from_minute smallint not null,
  to_minute smallint not null,
  constraint notification_quiet_pkey primary key (staff_id, weekday),
  constraint notification_quiet_range check (from_minute between 0 and 1439 and to_minute between 1 and 1440 and from_minute <> to_minute)
);
comment on table notification_quiet is 'Quiet hours by ISO weekday on which they begin, in minutes of the business day; an end before the start lies on the next day.';
create table notification_absences (
  staff_id bigint constraint notification_absences_pkey primary key constraint notification_absences_staff_fkey references staff,
  substitute_id bigint not null constraint notification_absences_substitute_fkey references staff,
  from_at timestamptz not null,
  to_at timestamptz not null,
  constraint notification_absences_two_people check (substitute_id <> staff_id),
  constraint notification_absences_range check (to_at > from_at and to_at <= from_at + interval '366 days')
);
comment on table notification_absences is 'Who gets copies of a person''s notifications while he is away, as far as he may see what they are about.';
create index notification_absences_substitute_idx on notification_absences (substitute_id);

do $$
declare
  t text;
begin
  foreach t in array array['notifications', 'notification_heads', 'notification_choices', 'notification_quiet', 'notification_absences'] loop
    execute format('alter table %I enable row level security', t);
    execute format('revoke all on %I from public', t);
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office, aglis_technician', t);
    execute format('create policy %I on %I for select to aglis_admin, aglis_supervisor, aglis_office, aglis_technician using (staff_id = (select app.staff_id()))',
                   t || '_own_read', t);
  end loop;
end $$;

reset role;
