-- Messages to people over WhatsApp: what each says, to whom, about what, and how far it came. What staff see of a message is
-- here and stays here; the work of sending it is the queue's, which moves these rows and nobody else.
create table messages (
  id bigint generated always as identity constraint messages_pkey primary key,
  class text not null constraint messages_class_known check (class in ('otp', 'notification', 'group', 'bulk')),
  template text constraint messages_template_length check (char_length(template) between 1 and 60),
  locale text not null default 'id' constraint messages_locale_known check (locale in ('id', 'en')),
  recipient text not null constraint messages_recipient_form check (recipient ~ '^\+[1-9][0-9]{6,14}$' or recipient ~ '^[0-9-]{5,60}@g\.us$'),
  recipient_name text not null default '' constraint messages_recipient_name_length check (char_length(recipient_name) <= 200),
  body text not null constraint messages_body_length check (char_length(body) between 1 and 4096),
  status text not null default 'queued' constraint messages_status_known check (status in
    ('queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'expired', 'cancelled', 'opted_out')),
  reason text constraint messages_reason_length check (char_length(reason) <= 500),
  customer_id bigint constraint messages_customer_fkey references customers,
  registration_id bigint constraint messages_registration_fkey references registrations,
  ticket_id bigint constraint messages_ticket_fkey references tickets,
  invoice_id bigint constraint messages_invoice_fkey references invoices,
  zone_id bigint constraint messages_zone_fkey references zones,
  caused_by bigint constraint messages_caused_by_fkey references staff default app.staff_id(),
  dedupe_key text constraint messages_dedupe_key unique constraint messages_dedupe_length check (char_length(dedupe_key) between 1 and 200),
  gateway text,
  gateway_ref text,
  attempts smallint not null default 0 constraint messages_attempts_range check (attempts >= 0),
  scheduled_at timestamptz,
  queued_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  ended_at timestamptz
);
comment on table messages is 'WhatsApp messages: what each says, to whom, about what, and how far it came.';
comment on column messages.recipient is 'A telephone number as E.164, or the address of a WhatsApp group.';
comment on column messages.body is 'As it was sent; a one-time password stands in it as dots.';
comment on column messages.zone_id is 'Of what it is about, so that supervisors see the messages of their zones; none for what belongs to no zone.';
create index messages_queued_idx on messages (queued_at, id);
create index messages_status_idx on messages (status, queued_at, id);
create index messages_zone_idx on messages (zone_id, queued_at, id);
create index messages_customer_idx on messages (customer_id, queued_at) where customer_id is not null;
create index messages_registration_idx on messages (registration_id) where registration_id is not null;
create index messages_ticket_idx on messages (ticket_id, queued_at) where ticket_id is not null;
create index messages_invoice_idx on messages (invoice_id, queued_at) where invoice_id is not null;
create index messages_caused_by_idx on messages (caused_by);
create index messages_words_idx on messages using gin (recipient_name gin_trgm_ops, body gin_trgm_ops, recipient gin_trgm_ops, gateway_ref gin_trgm_ops);

alter table messages owner to aglis_owner;
alter table messages enable row level security;
revoke all on messages from public;
create policy messages_company_read on messages for select to aglis_admin, aglis_office using (true);
create policy messages_zone_read on messages for select to aglis_supervisor using (zone_id = any ((select app.my_zones())::bigint[]));
grant select on messages to aglis_admin, aglis_supervisor, aglis_office;
