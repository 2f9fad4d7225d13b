-- Message templates, and what admins could not yet look after: distribution points and the ways tickets end.
set local role aglis_owner;

-- 1. Texts of messages. One row a version: a text is never changed, a new version takes its place and the newest counts, so that
-- one can always say what a customer was sent, and put an older text back. Place-holders such as {customer_name} stand in braces;
-- which of them a message has is the program's to know (model::templates). Admins write through app.save_template only.
create table message_templates (
  name text not null constraint message_templates_name_known check (name in
    ('otp', 'ticket_assigned', 'ticket_update', 'team_assignment', 'group_alert', 'invoice_issued', 'reminder_1', 'reminder_2', 'reminder_3',
     'payment_received', 'status_update', 'broadcast')),
  language text not null constraint message_templates_language_known check (language in ('id', 'en')),
  version int not null constraint message_templates_version_range check (version > 0),
  body text not null constraint message_templates_body_length check (char_length(body) between 1 and 4096),
  -- None for the texts this step brings.
  changed_by bigint constraint message_templates_changed_by_fkey references staff default app.staff_id(),
  changed_at timestamptz not null default clock_timestamp(),
  constraint message_templates_pkey primary key (name, language, version),
  -- A password message without the password helps nobody, and no broadcast goes out without what it is about.
  constraint message_templates_needs_code check (name <> 'otp' or strpos(body, '{code}') > 0),
  constraint message_templates_needs_message check (name <> 'broadcast' or strpos(body, '{message}') > 0)
);
comment on table message_templates is 'Texts of WhatsApp messages by name and language; the newest version counts.';
alter table message_templates enable row level security;
revoke all on message_templates from public;
create policy message_templates_read on message_templates for select to aglis_admin, aglis_supervisor, aglis_office
  using ((select app.staff_role()) is not null);
grant select on message_templates to aglis_admin, aglis_supervisor, aglis_office;

insert into message_templates (name, language, version, body) values
  ('otp', 'id', 1, E'Kode masuk Anda: *{code}*\n\nBerlaku {minutes} menit. Jangan berikan kode ini kepada siapa pun, termasuk petugas {company_name}.'),
  ('otp', 'en', 1, E'Your sign-in code: *{code}*\n\nIt is valid for {minutes} minutes. Do not give it to anybody, not even to staff of {company_name}.'),
  ('ticket_assigned', 'id', 1, E'Halo {customer_name},\n\nTiket *{ticket_number}* ({ticket_kind}) sudah kami serahkan kepada teknisi *{technician_name}*. Ia akan menghubungi Anda sebelum datang ke {address}.\n\n{company_name} · {company_phone}'),
  ('ticket_assigned', 'en', 1, E'Hello {customer_name},\n\nOur technician *{technician_name}* takes care of ticket *{ticket_number}* ({ticket_kind}) and will contact you before coming to {address}.\n\n{company_name} · {company_phone}'),
  ('ticket_update', 'id', 1, E'Halo {customer_name},\n\nKabar tiket *{ticket_number}*: {ticket_status}.\n{note}\n\n{company_name} · {company_phone}'),
  ('ticket_update', 'en', 1, E'Hello {customer_name},\n\nNews of ticket *{ticket_number}*: {ticket_status}.\n{note}\n\n{company_name} · {company_phone}'),
  ('team_assignment', 'id', 1, E'*Tugas baru: {ticket_number}*\n{ticket_kind}, prioritas {priority}\nBatas waktu: {due_at}\n\n{customer_name} · {customer_phone}\n{address}\n\n{description}'),
  ('team_assignment', 'en', 1, E'*New job: {ticket_number}*\n{ticket_kind}, priority {priority}\nDue: {due_at}\n\n{customer_name} · {customer_phone}\n{address}\n\n{description}'),
  ('group_alert', 'id', 1, E'*Perhatian: {ticket_number}*\n{ticket_kind}, prioritas {priority}, zona {zone}\nBatas waktu: {due_at}\n\n{description}'),
  ('group_alert', 'en', 1, E'*Attention: {ticket_number}*\n{ticket_kind}, priority {priority}, zone {zone}\nDue: {due_at}\n\n{description}'),
  ('invoice_issued', 'id', 1, E'Halo {customer_name},\n\nTagihan internet *{invoice_number}* untuk {period} sudah terbit.\nJumlah: *{amount}*\nJatuh tempo: *{due_date}*\n\n{bank_accounts}\n\nLihat dan bayar: {portal_link}\nAbaikan pesan ini bila sudah membayar. Terima kasih.\n{company_name}'),
  ('invoice_issued', 'en', 1, E'Hello {customer_name},\n\nYour internet invoice *{invoice_number}* for {period} is ready.\nAmount: *{amount}*\nDue on: *{due_date}*\n\n{bank_accounts}\n\nSee it and pay: {portal_link}\nPlease ignore this message if you have paid. Thank you.\n{company_name}'),
  ('reminder_1', 'id', 1, E'Halo {customer_name},\n\nSekadar mengingatkan: tagihan *{invoice_number}* sebesar *{outstanding}* jatuh tempo pada *{due_date}*.\n\nBayar di {portal_link} atau transfer ke:\n{bank_accounts}\n\nAbaikan pesan ini bila sudah membayar. Terima kasih.\n{company_name}'),
  ('reminder_1', 'en', 1, E'Hello {customer_name},\n\nA friendly reminder: *{outstanding}* of invoice *{invoice_number}* is due on *{due_date}*.\n\nPay at {portal_link} or transfer to:\n{bank_accounts}\n\nPlease ignore this message if you have paid. Thank you.\n{company_name}'),
  ('reminder_2', 'id', 1, E'Halo {customer_name},\n\nTagihan *{invoice_number}* sebesar *{outstanding}* sudah lewat jatuh tempo ({due_date}). Mohon segera dibayar supaya internet Anda tetap aktif.\n\nBayar di {portal_link} atau transfer ke:\n{bank_accounts}\n\nAda kendala? Hubungi kami di {company_phone}.\n{company_name}'),
  ('reminder_2', 'en', 1, E'Hello {customer_name},\n\n*{outstanding}* of invoice *{invoice_number}* was due on {due_date}. Please pay soon, so that your internet stays on.\n\nPay at {portal_link} or transfer to:\n{bank_accounts}\n\nIs there a problem? Call us at {company_phone}.\n{company_name}'),
  ('reminder_3', 'id', 1, E'*Pengingat terakhir*\n\nHalo {customer_name},\n\nTagihan *{invoice_number}* sebesar *{outstanding}* belum kami terima, sudah lewat {days_late} hari dari jatuh tempo. Tanpa pembayaran, layanan dapat kami hentikan sementara.\n\nBayar di {portal_link} atau transfer ke:\n{bank_accounts}\n\nSudah membayar atau perlu bantuan? Hubungi {company_phone}.\n{company_name}'),
  ('reminder_3', 'en', 1, E'*Last reminder*\n\nHello {customer_name},\n\nWe have not received *{outstanding}* of invoice *{invoice_number}*, which is {days_late} days late. Without payment we may have to suspend the service.\n\nPay at {portal_link} or transfer to:\n{bank_accounts}\n\nHave you paid, or do you need help? Call {company_phone}.\n{company_name}'),
  ('payment_received', 'id', 1, E'Halo {customer_name},\n\nTerima kasih. Pembayaran *{paid_amount}* untuk tagihan *{invoice_number}* sudah kami terima pada {paid_on}.\nSisa tagihan: {outstanding}\n\n{company_name}'),
  ('payment_received', 'en', 1, E'Hello {customer_name},\n\nThank you. We received *{paid_amount}* for invoice *{invoice_number}* on {paid_on}.\nStill open: {outstanding}\n\n{company_name}'),
  ('status_update', 'id', 1, E'Halo {customer_name},\n\nStatus layanan internet Anda ({package_name}) sekarang: *{service_status}*.\nAda pertanyaan? Hubungi kami di {company_phone}.\n\n{company_name}'),
  ('status_update', 'en', 1, E'Hello {customer_name},\n\nYour internet service ({package_name}) is now: *{service_status}*.\nAny questions? Call us at {company_phone}.\n\n{company_name}'),
  ('broadcast', 'id', 1, E'Halo {customer_name},\n\n{message}\n\n{company_name} · {company_phone}'),
  ('broadcast', 'en', 1, E'Hello {customer_name},\n\n{message}\n\n{company_name} · {company_phone}');

create function app.refuse_rewriting() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  raise exception 'NEVER_DELETED' using errcode = 'AG006', detail = tg_table_name;
end $$;
create trigger message_templates_append_only before update or delete on message_templates for each row execute function app.refuse_rewriting();
create trigger message_templates_audit_added after insert on message_templates referencing new table as added for each statement
  execute function app.audit_added('name', 'language', 'version');

-- Writes the next version for somebody who saw version p_seen. Two who change the same text at once meet at the key: the second
-- is told that he saw an older one.
create function app.save_template(p_name text, p_language text, p_seen int, p_body text) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  newest int;
begin
  if app.staff_role() is distinct from 'admin' then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select coalesce(max(t.version), 0) into newest from public.message_templates t where t.name = p_name and t.language = p_language;
  if newest <> p_seen then
    raise unique_violation using message = 'another version', constraint = 'message_templates_pkey', table = 'message_templates';
  end if;
  insert into public.message_templates (name, language, version, body) values (p_name, p_language, newest + 1, p_body);
  return newest + 1;
end $$;
grant execute on function app.save_template(text, text, int, text) to aglis_admin;

-- 2. Distribution points get a page: where they hang, in words and on the map, and whether ports are still given out there.
alter table odps
  add column place text not null default '' constraint odps_place_length check (char_length(place) <= 200),
  add column lat double precision constraint odps_lat_range check (lat between -90 and 90),
  add column lon double precision constraint odps_lon_range check (lon between -180 and 180),
  add column active boolean not null default true,
  add constraint odps_pin_whole check ((lat is null) = (lon is null)),
  -- Codes of before are left as they are.
  add constraint odps_code_length check (char_length(code) between 1 and 40) not valid;
comment on column odps.place is 'Where it hangs, in words.';
comment on column odps.active is 'Whether ports are given out there; what is plugged in stays.';

-- What is plugged in stays plugged in: a point has at least the ports that are used, and stays in the zone of its services, where
-- alone they are looked for. The row is locked by the change, and whoever plugs in at the same moment waits for it, see below.
create function app.odp_in_use() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  highest int;
begin
  select max(s.odp_port) into highest from public.services s where s.odp_id = new.id;
  if new.ports < highest and new.ports < old.ports then
    raise exception 'PORTS_USED' using errcode = 'AG023', detail = highest::text;
  end if;
  if new.zone_id <> old.zone_id and exists (select from public.services s where s.odp_id = new.id and s.status <> 'terminated') then
    raise exception 'ODP_USED' using errcode = 'AG023', detail = old.code;
  end if;
  return new;
end $$;
create trigger odps_in_use before update of ports, zone_id on odps for each row execute function app.odp_in_use();

-- As in 0019, and no port is given out at a point that is out of use. A service that hangs there keeps its port and may change
-- it there; whoever moves it to another point finds only those in use.
create or replace function app.keep_port() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  point public.odps;
begin
  if new.status = 'terminated' then
    new.odp_port := null;
    return new;
  end if;
  -- Against a point that is made smaller at the same moment.
  select * into point from public.odps o where o.id = new.odp_id for share;
  if point.id is null or new.odp_port not between 1 and point.ports then
    raise exception 'no such port' using errcode = '23514', constraint = 'services_odp_port_there', table = 'services';
  end if;
  if not point.active and (tg_op = 'INSERT' or old.odp_port is null or new.odp_id is distinct from old.odp_id) then
    raise exception 'VALUE_UNKNOWN' using errcode = 'AG014', detail = 'odp', hint = point.code;
  end if;
  return new;
end $$;

-- 3. How tickets end: a code stands on tickets and is counted by, so that it is never called otherwise.
create trigger resolution_codes_stay before update on resolution_codes for each row
  when (new.code <> old.code) execute function app.refuse_needed_rule();
update resolution_codes set position = 1000 where code = 'other';

-- 4. A reason belongs to the step it was given for. One that was left over from a hold passed as the reason of a reopening when
-- the step was made without the program. It is taken off at the finish, and only a new one counts when work is taken up again.
-- By its name this runs before the clock, which asks for the reason.
create function app.forget_old_reason() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  new.status_reason := null;
  return new;
end $$;
create trigger tickets_a_reason_of_its_own before update of status on tickets for each row
  when (new.status_reason is not distinct from old.status_reason and new.status_reason is not null
        and new.merged_into is not distinct from old.merged_into
        and (new.status = 'completed' and old.status in ('open', 'assigned', 'in_progress', 'on_hold')
             or old.status = 'completed' and new.status in ('open', 'assigned', 'in_progress', 'on_hold')))
  execute function app.forget_old_reason();

reset role;
