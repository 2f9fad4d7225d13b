-- Holes in the rules that 0001-0008 made, closed. Each part says what could be done before and why it cannot be done now.

-- 1. Turns. An advisory lock belongs to nobody: any login could take ours and with it stop every change of everybody. Whoever
-- has to wait for the others locks a row here instead, which nobody but the functions of aglis_owner can reach.
create table app.turns (
  name text constraint turns_pkey primary key,
  -- When the work of this name was done last, for work that need not be done each time.
  at timestamptz not null default '-infinity'
);
comment on table app.turns is 'One row a thing that only one transaction may do at a time; a row is locked until commit.';
insert into app.turns (name) values ('audit'), ('request_keys');
alter table app.turns enable row level security;
alter table app.turns owner to aglis_owner;

create function app.take_turn(p_name text) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  perform from app.turns where name = p_name for update;
end $$;
-- Whether the turn was free: for work that somebody else is doing already.
create function app.try_turn(p_name text) returns boolean language plpgsql volatile security definer set search_path = '' as $$
begin
  perform from app.turns where name = p_name for update skip locked;
  return found;
end $$;

create or replace function app.audit_seal() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  last public.audit_batches;
  b public.audit_batches;
begin
  perform app.take_turn('audit');
  select * into last from public.audit_batches where sealed is not null order by sealed desc limit 1;
  select * into b from public.audit_batches where id = new.id;
  b.sealed := coalesce(last.sealed, 0) + 1;
  update public.audit_batches set sealed = b.sealed, hash = app.audit_link(last.hash, b) where id = b.id;
  return null;
end $$;

-- Steps between 0008 and this one that were written with an advisory lock of their own number get a turn of that name.
do $$
declare
  f record;
begin
  for f in select p.oid, pg_get_functiondef(p.oid) as text from pg_proc p
           where p.pronamespace = 'app'::regnamespace and p.prosrc ~ 'pg_(try_)?advisory_xact_lock\([0-9]+\)' loop
    insert into app.turns (name) select distinct m[1] from regexp_matches(f.text, 'advisory_xact_lock\(([0-9]+)\)', 'g') m on conflict do nothing;
    execute regexp_replace(regexp_replace(f.text, '(pg_catalog\.)?pg_try_advisory_xact_lock\(([0-9]+)\)', 'app.try_turn(''\2'')', 'g'),
                           '(pg_catalog\.)?pg_advisory_xact_lock\(([0-9]+)\)', 'app.take_turn(''\2'')', 'g');
  end loop;
end $$;

-- 2. Logins. A session whose computer fell asleep or lost its network counted against the 8 connections of its person until
-- the server noticed, two hours later. Now the server asks after half a minute and gives up after another.
create function app.tune_login(p_username text) returns void language plpgsql security definer set search_path = '' as $$
begin
  execute format('alter role %I set tcp_keepalives_idle = %L', p_username, '30s');
  execute format('alter role %I set tcp_keepalives_interval = %L', p_username, '10s');
  execute format('alter role %I set tcp_keepalives_count = %L', p_username, '3');
  execute format('alter role %I set tcp_user_timeout = %L', p_username, '30s');
end $$;
create or replace function app.make_login(p_username text, p_role text, p_verifier text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = p_username) then
    raise exception 'LOGIN_TAKEN' using errcode = 'AG002';
  end if;
  execute format('create role %I login inherit nocreatedb nocreaterole noreplication connection limit 8 password %L', p_username, p_verifier);
  execute format('grant %I to %I', 'aglis_' || p_role, p_username);
  execute format('alter role %I set statement_timeout = %L', p_username, '15s');
  execute format('alter role %I set lock_timeout = %L', p_username, '3s');
  execute format('alter role %I set idle_in_transaction_session_timeout = %L', p_username, '10s');
  perform app.tune_login(p_username);
end $$;
-- Only whoever may create here can be given a function here; the keeper may for this one moment.
grant create on schema app to aglis_keeper;
alter function app.tune_login(text) owner to aglis_keeper;
revoke create on schema app from aglis_keeper;
do $$
declare
  person text;
begin
  for person in select s.username from public.staff s join pg_catalog.pg_roles r on r.rolname = s.username and not r.rolsuper loop
    begin
      perform app.tune_login(person);
    -- A login that came from another server may be none that the keeper administers; it works on as before.
    exception when insufficient_privilege then raise warning 'login % keeps its own settings', person;
    end;
  end loop;
end $$;

-- 3. Numbers. Office staff may write a number into the row they insert, and a number written ahead of its time made every
-- later document of the month fail. Now a person's row takes only a number that its own transaction was given, and a
-- number that was given must be used, so that a month has no gaps. From the 100,000th document on numbers grow by a digit.
create unlogged table numbers_taken (
  number text constraint numbers_taken_pkey primary key
);
comment on table numbers_taken is 'Numbers given in a transaction that is still under way and not used yet; no row outlives its transaction.';
alter table numbers_taken enable row level security;
alter table numbers_taken owner to aglis_owner;

create or replace function app.next_numbers(p_kind text, at timestamptz, n int) returns setof text
language plpgsql volatile security definer set search_path = '' as $$
declare
  month text := to_char(at at time zone app.business_zone(), 'YYYYMM');
  upto bigint;
  given text[];
begin
  if app.staff_role() is null and not app.is_root() then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  if p_kind not in ('REG', 'TKT', 'INV', 'PAY', 'AGLS') or n < 1 then
    raise exception 'no numbers of kind %', p_kind using errcode = '22023';
  end if;
  if p_kind = 'AGLS' then month := 'all'; end if;
  insert into public.number_counters as c values (p_kind, month, case when p_kind = 'AGLS' then 10000 else 0 end + n)
    on conflict on constraint number_counters_pkey do update set last = c.last + n
    returning last into upto;
  given := array(
    select case when p_kind = 'AGLS' then p_kind || '-' || i else p_kind || '-' || month || '-' || lpad(i::text, greatest(5, length(i::text)), '0') end
    from generate_series(upto - n + 1, upto) i order by i);
  -- Whoever administers the cluster writes what he wants anyway: demo data, tests, repairs.
  if not app.is_root() then
    insert into public.numbers_taken select unnest(given);
  end if;
  return query select unnest(given);
end $$;

-- Rows of this very transaction are in no statistics: told so, the planner looks each number up in the index.
create function app.use_numbers() returns trigger language plpgsql security definer set search_path = '' set enable_seqscan = off as $$
declare
  asked text[];
  used text[];
begin
  if app.is_root() then return null; end if;
  execute format('select array_agg(%I) from added', tg_argv[1]) into asked;
  -- Whatever row is visible in numbers_taken is this transaction's own: it cannot commit with one.
  with gone as (delete from public.numbers_taken where number = any (asked) and number like tg_argv[0] || '-%' returning number)
    select coalesce(array_agg(number), '{}') into used from gone;
  if cardinality(used) < cardinality(asked) then
    raise exception 'NUMBER_STRANGE' using errcode = 'AG021', detail = (select min(a) from unnest(asked) a where a <> all (used));
  end if;
  return null;
end $$;
create trigger registrations_number_used after insert on registrations
  referencing new table as added for each statement execute function app.use_numbers('REG', 'number');
create trigger tickets_number_used after insert on tickets
  referencing new table as added for each statement execute function app.use_numbers('TKT', 'number');
create trigger invoices_number_used after insert on invoices
  referencing new table as added for each statement execute function app.use_numbers('INV', 'number');
create trigger payments_number_used after insert on payments
  referencing new table as added for each statement execute function app.use_numbers('PAY', 'number');
create trigger customers_number_used after insert on customers
  referencing new table as added for each statement execute function app.use_numbers('AGLS', 'code');

create function app.refuse_unused_number() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.numbers_taken where number = new.number) then
    raise exception 'NUMBER_UNUSED' using errcode = 'AG021', detail = new.number;
  end if;
  return null;
end $$;
create constraint trigger numbers_taken_used after insert on numbers_taken deferrable initially deferred
  for each row execute function app.refuse_unused_number();

-- 4. Issued invoices. Their days could be moved to 2099, lines of zero rupiah added, tax and zone invented.
-- Tax: what is taxed is the price or its fraction, the tax is its rate of that, each off by at most the rupiah of its own
-- rounding. An invoice with prices that hold their tax has the price without tax as its base. Rows from before this step are
-- not looked at: one that was forged must not keep a company from upgrading.
alter table invoices add constraint invoices_tax_adds_up check (
  (ppn = 0 or tax_rate > 0)
  and abs(ppn::numeric * 100 * tax_base_den - (subtotal - discount) * tax_rate * tax_base_num) <= 100 * tax_base_den::numeric
  and (dpp = subtotal - discount or abs(dpp::numeric * tax_base_den - (subtotal - discount)::numeric * tax_base_num) <= tax_base_den)) not valid;

-- The zone decides which supervisor reads the invoice: it is the connection's, else the customer's, whatever was asked for.
create function app.place_invoice() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  place bigint;
begin
  if new.service_id is null then
    select zone_id into place from public.customers where id = new.customer_id;
  else
    select zone_id into place from public.services where id = new.service_id and customer_id = new.customer_id;
    if not found then
      raise exception 'the service is another customer''s' using errcode = '23514', constraint = 'invoices_service_of_customer', table = 'invoices';
    end if;
  end if;
  new.zone_id := coalesce(place, new.zone_id);
  if new.tax_rate <> 0 and not exists (
    select from public.tax_rates t where (t.rate, t.base_num, t.base_den) = (new.tax_rate, new.tax_base_num, new.tax_base_den)) then
    raise exception 'there never was this tax' using errcode = '23514', constraint = 'invoices_tax_known', table = 'invoices';
  end if;
  return new;
end $$;
create trigger invoices_place before insert on invoices for each row execute function app.place_invoice();

-- A payment likewise: the customer's zone, or one in which he has a connection.
create function app.place_payment() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.services where customer_id = new.customer_id and zone_id = new.zone_id) then
    new.zone_id := coalesce((select zone_id from public.customers where id = new.customer_id), new.zone_id);
  end if;
  return new;
end $$;
create trigger payments_place before insert on payments for each row execute function app.place_payment();

-- Runs as the caller, see app.guard_state: only a rule of the database changes what an issued invoice says.
create function app.guard_issued() returns trigger language plpgsql set search_path = '' as $$
begin
  if not pg_catalog.pg_has_role(current_user, 'aglis_owner', 'member') then
    raise exception 'INVOICE_ISSUED' using errcode = 'AG022', detail = old.number;
  end if;
  return new;
end $$;
create trigger invoices_frozen before update on invoices for each row
  when (old.status <> 'draft'
        and (old.number, old.kind, old.customer_id, old.service_id, old.zone_id, old.period, old.issued_on, old.due_on, old.subtotal, old.discount,
             old.dpp, old.tax_rate, old.tax_base_num, old.tax_base_den, old.ppn, old.total, old.external_id)
            is distinct from
            (new.number, new.kind, new.customer_id, new.service_id, new.zone_id, new.period, new.issued_on, new.due_on, new.subtotal, new.discount,
             new.dpp, new.tax_rate, new.tax_base_num, new.tax_base_den, new.ppn, new.total, new.external_id))
  execute function app.guard_issued();

-- The one way to move the days of an issued invoice: it came from another system, that system says so, and nothing is paid.
create function app.move_invoices(p_moved jsonb) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  moved bigint;
begin
  if not app.sees_all() and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  update public.invoices i set issued_on = r.issued_on, due_on = r.due_on
  from jsonb_to_recordset(p_moved) as r (external_id text, issued_on date, due_on date)
  where i.external_id = r.external_id and i.paid = 0 and i.status in ('issued', 'partial', 'overdue') and r.issued_on is not null and r.due_on is not null;
  get diagnostics moved = row_count;
  return moved;
end $$;

-- A line may come with its invoice or while that is a draft. Which invoices this transaction inserted or issued stands in the
-- trail, where nobody can forge it.
create or replace function app.check_line_sum() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.invoices i where i.id = new.invoice_id
             and i.subtotal <> (select sum(l.amount) from public.invoice_lines l where l.invoice_id = i.id)) then
    raise exception 'invoice lines do not add up' using errcode = '23514', constraint = 'invoices_lines_add_up', table = 'invoices';
  end if;
  if exists (select from public.invoices i where i.id = new.invoice_id and i.status <> 'draft')
     and not exists (select from public.audit_rows r join public.audit_batches b on b.id = r.batch_id
                     where r.record = 'invoices' and r.record_id = new.invoice_id::text and b.txid = pg_catalog.pg_current_xact_id()
                       and (r.action = 'insert' or r.before ->> 'status' = 'draft'))
     and not app.is_root() then
    raise exception 'INVOICE_ISSUED' using errcode = 'AG022', detail = (select number from public.invoices where id = new.invoice_id);
  end if;
  return null;
end $$;

-- 5. Money for an invoice that was voided at the same moment belonged nowhere: the state was read before the invoice was
-- locked. It is read afterwards now. And a proof that waited while its invoice was voided becomes credit when it is verified:
-- what a void invoice was to get is free for others.
create or replace function app.settle_credit(touched bigint[]) returns void language plpgsql security definer set search_path = '' as $$
begin
  perform from public.customers where id = any (touched) order by id for update;
  update public.customers c set balance = s.credit
  from (select t.id, coalesce((
          select sum(p.amount - coalesce((select sum(a.amount) from public.payment_allocations a join public.invoices i on i.id = a.invoice_id
                                          where a.payment_id = p.id and i.status <> 'void'), 0))
          from public.payments p where p.customer_id = t.id and p.status = 'verified'), 0) as credit
        from unnest(touched) t (id)) s
  where c.id = s.id and c.balance <> s.credit;
end $$;
create or replace function app.allocations_added() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  -- Two allocations of one payment at the same moment take turns, or each would see only its own share.
  perform from public.payments p where p.id in (select payment_id from added) order by p.id for update;
  perform from public.invoices i where i.id in (select invoice_id from added) order by i.id for update;
  if exists (select from added a join public.invoices i on i.id = a.invoice_id join public.payments p on p.id = a.payment_id
             where i.status in ('draft', 'void') or i.customer_id <> p.customer_id) then
    raise exception 'WRONG_STATE' using errcode = 'AG001';
  end if;
  if exists (select from public.payments p where p.id in (select payment_id from added)
             and p.amount < (select sum(a.amount) from public.payment_allocations a join public.invoices i on i.id = a.invoice_id
                             where a.payment_id = p.id and i.status <> 'void')) then
    raise exception 'PAY_OVER' using errcode = 'AG003';
  end if;
  perform app.settle_invoices(array(select distinct invoice_id from added));
  perform app.settle_credit(array(select distinct p.customer_id from public.payments p where p.id in (select payment_id from added)));
  return null;
end $$;

-- 6. Ending an approved registration left its first invoice owed, and the customer in wait for a connection that never comes.
-- What the approval made ends with it; an invoice on which something was paid holds the step up until the money is paid back.
create function app.end_approval() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  settled text;
begin
  perform from public.invoices where service_id = new.service_id and kind = 'first' order by id for update;
  select number into settled from public.invoices where service_id = new.service_id and kind = 'first' and status <> 'void' and paid > 0 limit 1;
  if settled is not null then
    raise exception 'INVOICE_PAID' using errcode = 'AG020', detail = settled;
  end if;
  -- Somebody uses this connection already: it ends as a connection does.
  if exists (select from public.services where id = new.service_id and status in ('active', 'suspended')) then
    raise exception 'WRONG_STATE' using errcode = 'AG001', detail = old.status || ' → ' || new.status;
  end if;
  update public.invoices set status = 'void', void_reason = new.status_reason
    where service_id = new.service_id and kind = 'first' and status <> 'void';
  update public.tickets set status = 'cancelled', status_reason = new.status_reason
    where registration_id = new.id and kind = 'installation' and status in ('open', 'assigned', 'in_progress', 'on_hold');
  update public.services set status = 'terminated', terminated_on = coalesce(terminated_on, app.business_day(clock_timestamp()))
    where id = new.service_id and status = 'pending';
  update public.customers set status = 'terminated'
    where id = new.customer_id and status <> 'terminated'
      and not exists (select from public.services s where s.customer_id = new.customer_id and s.status <> 'terminated');
  return null;
end $$;
create trigger registrations_end_approval after update of status on registrations for each row
  when (old.status = 'approved' and new.status in ('rejected', 'cancelled')) execute function app.end_approval();
update app.transitions set roles = roles || 'system'::text
  where not 'system' = any (roles) and ((machine = 'invoices' and from_state = 'draft' and to_state = 'void') or (machine = 'tickets' and to_state = 'cancelled'));

-- An installation that was called off leaves its application approved, and the office opens another ticket for it. That one
-- belongs to the application again, or finishing it would not finish the application. A ticket that names no connection
-- means the only one that waits.
create function app.belong_to_application() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  waiting bigint[];
begin
  waiting := array(select r.id from public.registrations r
                   where r.status = 'approved' and r.customer_id = new.customer_id and r.service_id = coalesce(new.service_id, r.service_id));
  if cardinality(waiting) = 1 then
    select r.id, r.service_id into new.registration_id, new.service_id from public.registrations r where r.id = waiting[1];
  end if;
  return new;
end $$;
create trigger tickets_belong before insert on tickets for each row
  when (new.kind = 'installation' and new.registration_id is null and new.customer_id is not null) execute function app.belong_to_application();

-- 7. Evidence. A row of files without a picture was proof enough, and any bytes of any size went for a picture.
alter table file_contents add constraint file_contents_size check (octet_length(content) <= 10485760) not valid;
create function app.check_file_there() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.file_contents where file_id = new.id) then
    raise exception 'a file without content' using errcode = '23514', constraint = 'files_content_there', table = 'files';
  end if;
  return null;
end $$;
create constraint trigger files_content_there after insert on files deferrable initially deferred
  for each row execute function app.check_file_there();
create function app.check_file_content() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.files f where f.id = new.file_id and f.size = octet_length(new.content) and f.sha256 = pg_catalog.sha256(new.content)
                 and case f.mime when 'image/jpeg' then substr(new.content, 1, 3) = '\xffd8ff'::bytea
                                 when 'image/png' then substr(new.content, 1, 8) = '\x89504e470d0a1a0a'::bytea
                                 when 'application/pdf' then substr(new.content, 1, 5) = '\x255044462d'::bytea else false end) then
    raise exception 'the content is not what the file says' using errcode = '23514', constraint = 'files_content_matches', table = 'files';
  end if;
  return null;
end $$;
create constraint trigger files_content_matches after insert on file_contents deferrable initially deferred
  for each row execute function app.check_file_content();
create function app.require_evidence_content() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.files f where f.ticket_id = new.id and f.evidence)
     and not exists (select from public.files f join public.file_contents c on c.file_id = f.id where f.ticket_id = new.id and f.evidence)
     and not app.is_root() then
    raise exception 'EVIDENCE_REQUIRED' using errcode = 'AG004';
  end if;
  return new;
end $$;
create trigger tickets_evidence before update on tickets for each row
  when (new.status = 'completed' and old.status <> 'completed') execute function app.require_evidence_content();

-- 8. Identity numbers. The line in the trail was written by the transaction that read the number, so that a rollback took it
-- back and the limit with it. Asking and reading are two transactions now: who reads has asked, and what he asked is committed.
create function app.ask_identity(p_contact bigint) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  ask bigint;
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  -- One's own asks take turns, and each counts what was committed before it: an older view of the trail would count too few.
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  perform from public.staff where id = app.staff_id() for no key update;
  if app.staff_role() = 'office' and 50 <= (
    select count(*) from public.audit_rows r join public.audit_batches b on b.id = r.batch_id
    where r.record = 'contact_identities' and r.action = 'reveal' and b.staff_id = app.staff_id() and b.at > clock_timestamp() - interval '1 day') then
    raise exception 'REVEAL_LIMIT' using errcode = 'AG007';
  end if;
  ask := app.audit_batch();
  -- The batch is the ask, so that it is about one contact.
  if exists (select from public.audit_rows where batch_id = ask and action = 'reveal') then
    raise exception 'WRONG_STATE' using errcode = 'AG001';
  end if;
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id)
    values (ask, 'contact_identities', p_contact::text, 'reveal', app.staff_id());
  return ask;
end $$;
drop function app.reveal_identity(bigint);
create function app.reveal_identity(p_ask bigint) returns text language plpgsql volatile security definer set search_path = '' as $$
declare
  asked bigint;
begin
  if coalesce(app.staff_role(), '') not in ('admin', 'office') then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select r.record_id::bigint into asked from public.audit_rows r join public.audit_batches b on b.id = r.batch_id
    where b.id = p_ask and r.record = 'contact_identities' and r.action = 'reveal' and b.staff_id = app.staff_id()
      and b.txid <> pg_catalog.pg_current_xact_id() and b.at > clock_timestamp() - interval '5 minutes';
  if asked is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return (select nik from public.contact_identities where contact_id = asked);
end $$;

-- 9. Request keys were kept for ever, and the hash of a new colleague's request was one of his password as well. The program
-- leaves secrets out of the hash now. Replies go after 7 days; that of an import, which quotes the refused rows, after one:
-- whole, because a page that lost its connection asks for it again within minutes and needs those rows.
create function app.purge_request_keys() returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  purged bigint;
begin
  if app.staff_role() is null and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  -- Once an hour is enough, and nobody waits for somebody else's cleaning.
  if not app.try_turn('request_keys') then return 0; end if;
  update app.turns set at = clock_timestamp() where name = 'request_keys' and at < clock_timestamp() - interval '1 hour';
  if not found then return 0; end if;
  delete from public.request_keys where at < clock_timestamp() - case call when 'RunImport' then interval '1 day' else interval '7 days' end;
  get diagnostics purged = row_count;
  return purged;
end $$;
comment on table request_keys is 'Answers of changes by the key of the request, kept 7 days, those of imports one day.';
delete from request_keys where call = 'CreateStaff' or at < clock_timestamp() - case call when 'RunImport' then interval '1 day' else interval '7 days' end;

-- New functions belong to aglis_owner and are granted to whom they ask about.
do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname in (
      'take_turn', 'try_turn', 'use_numbers', 'refuse_unused_number', 'place_invoice', 'place_payment', 'guard_issued', 'move_invoices', 'end_approval',
      'belong_to_application', 'check_file_there', 'check_file_content', 'require_evidence_content', 'ask_identity', 'reveal_identity', 'purge_request_keys') loop
    execute format('alter function %s owner to aglis_owner', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
revoke all on function app.tune_login(text) from public;
grant execute on function app.ask_identity(bigint), app.reveal_identity(bigint), app.move_invoices(jsonb) to aglis_admin, aglis_office;
grant execute on function app.purge_request_keys() to aglis_admin, aglis_supervisor, aglis_office, aglis_technician;
