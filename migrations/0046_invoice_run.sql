-- The invoice run: every running connection gets its invoice of a month, once.
--
-- What an invoice says is reckoned by the program (model::billing::run), because the same rule stands in a preview that writes nothing. What
-- stands here is what the rule asks for (discounts, charges, who is put aside, how a company bills), that a run is one thing that any window
-- may go on with, and that its invoices come in whole: number, lines, discounts, charges and credit in one transaction, or none of them.
set local role aglis_owner;

-- 1. How a company bills.
insert into settings (key, value)
  values ('billing', '{"days_to_pay": 10, "prorate": true, "bill_suspended": false, "late_fee": 0, "late_fee_after": 7}');

-- 2. Invoices say more about themselves.
alter table invoices add column recurring bigint constraint invoices_recurring_range check (recurring >= 0);
comment on column invoices.recurring is 'What of the subtotal is the subscription of its month; the next run compares it with what the month should have cost. '
  'None where nobody knows, as in invoices of other systems.';
grant insert (recurring) on invoices to aglis_admin, aglis_office;

create table invoice_discounts (
  invoice_id bigint not null constraint invoice_discounts_invoice_fkey references invoices,
  position int not null,
  description text not null constraint invoice_discounts_description_length check (char_length(description) between 1 and 500),
  amount bigint not null constraint invoice_discounts_amount_positive check (amount > 0),
  constraint invoice_discounts_pkey primary key (invoice_id, position)
);
comment on table invoice_discounts is 'What was taken off an invoice and why; where there are any they are all of invoices.discount. Written by app.issue_invoices.';

-- 3. What stands on coming invoices of a connection.
create table service_discounts (
  id bigint generated always as identity constraint service_discounts_pkey primary key,
  service_id bigint not null constraint service_discounts_service_fkey references services,
  description text not null constraint service_discounts_description_length check (char_length(description) between 3 and 200),
  percent numeric(5, 2) constraint service_discounts_percent_range check (percent > 0 and percent <= 100),
  amount bigint constraint service_discounts_amount_range check (amount between 1 and 1000000000),
  valid_from date not null constraint service_discounts_from_first check (extract(day from valid_from) = 1),
  valid_until date constraint service_discounts_until_first check (extract(day from valid_until) = 1),
  set_by bigint constraint service_discounts_set_by_fkey references staff default app.staff_id(),
  set_at timestamptz not null default clock_timestamp(),
  constraint service_discounts_one_kind check (num_nonnulls(percent, amount) = 1),
  constraint service_discounts_in_order check (valid_until >= valid_from)
);
comment on table service_discounts is 'Discounts of connections by month, from the first to the last one (both included); without a last one until it gets one.';
create index service_discounts_service_idx on service_discounts (service_id);

create table service_charges (
  id bigint generated always as identity constraint service_charges_pkey primary key,
  service_id bigint not null constraint service_charges_service_fkey references services,
  description text not null constraint service_charges_description_length check (char_length(description) between 3 and 200),
  amount bigint not null constraint service_charges_amount_range check (amount between 1 and 1000000000),
  period date not null constraint service_charges_period_first check (extract(day from period) = 1),
  late_invoice_id bigint constraint service_charges_late_invoice_fkey references invoices constraint service_charges_late_once unique,
  invoice_id bigint constraint service_charges_invoice_fkey references invoices,
  removed_at timestamptz,
  set_by bigint constraint service_charges_set_by_fkey references staff default app.staff_id(),
  set_at timestamptz not null default clock_timestamp(),
  constraint service_charges_removed_or_billed check (invoice_id is null or removed_at is null)
);
comment on table service_charges is 'Things that a connection pays once, on the invoice of a month or the first one after it: moving, a new router, a late fee.';
comment on column service_charges.late_invoice_id is 'The invoice that was paid too late; each costs a late fee once.';
comment on column service_charges.invoice_id is 'The invoice that it stands on; one that is voided gives it back.';
create index service_charges_waiting_idx on service_charges (service_id) where invoice_id is null and removed_at is null;
create index service_charges_invoice_idx on service_charges (invoice_id) where invoice_id is not null;

alter table services add column parked_reason text constraint services_parked_reason_length check (char_length(parked_reason) between 3 and 500),
  add column parked_until date,
  add constraint services_parked_with_reason check (parked_until is null or parked_reason is not null);
comment on column services.parked_reason is 'Why the invoice run leaves the connection out.';
comment on column services.parked_until is 'The last month (its first day) that is left out; none until somebody takes it back.';
grant update (parked_reason, parked_until) on services to aglis_admin, aglis_office;

do $$
declare
  t text;
begin
  foreach t in array array['invoice_discounts', 'service_discounts', 'service_charges'] loop
    execute format('alter table %I enable row level security', t);
    execute format('revoke all on %I from public', t);
    execute format('grant select on %I to aglis_admin, aglis_supervisor, aglis_office', t);
    execute format('create policy %I on %I for select to aglis_admin, aglis_office using (true)', t || '_company_read', t);
  end loop;
  foreach t in array array['service_discounts', 'service_charges'] loop
    execute format('create policy %I on %I for select to aglis_supervisor using (exists (select from services s where s.id = service_id))', t || '_zone_read', t);
    execute format('create policy %I on %I for insert to aglis_admin, aglis_office with check ((select app.sees_all()))', t || '_add', t);
    execute format('create policy %I on %I for update to aglis_admin, aglis_office using ((select app.sees_all())) with check ((select app.sees_all()))', t || '_end', t);
  end loop;
end $$;
create policy invoice_discounts_zone_read on invoice_discounts for select to aglis_supervisor using (exists (select from invoices i where i.id = invoice_id));
grant insert (service_id, description, percent, amount, valid_from, valid_until), update (valid_until) on service_discounts to aglis_admin, aglis_office;
grant insert (service_id, description, amount, period), update (removed_at) on service_charges to aglis_admin, aglis_office;

-- Months that were billed keep their discount, and what stands on an invoice is not taken away from it. Runs as the caller, see app.guard_state.
create function app.service_charge_stays() returns trigger language plpgsql set search_path = '' as $$
begin
  if old.invoice_id is not null and not pg_catalog.pg_has_role(current_user, 'aglis_owner', 'member') then
    raise exception 'CHARGE_BILLED' using errcode = 'AG060', detail = (select number from public.invoices where id = old.invoice_id);
  end if;
  return new;
end $$;
create trigger service_charges_stay before update on service_charges for each row execute function app.service_charge_stays();

create trigger service_discounts_audit_added after insert on service_discounts referencing new table as added for each statement
  execute function app.audit_added('id');
create trigger service_discounts_audit_changed after update on service_discounts referencing new table as added old table as before for each statement
  execute function app.audit_changed('id');
create trigger service_charges_audit_added after insert on service_charges referencing new table as added for each statement
  execute function app.audit_added('id');
create trigger service_charges_audit_changed after update on service_charges referencing new table as added old table as before for each statement
  execute function app.audit_changed('id');

-- A withdrawn invoice gives back what it had billed once; what it was to get becomes credit by itself.
create function app.invoice_gives_back() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.service_charges c set removed_at = clock_timestamp(), invoice_id = null where c.invoice_id = new.id and c.late_invoice_id is not null
    and exists (select from public.invoices l where l.id = c.late_invoice_id and l.status = 'void');
  update public.service_charges c set invoice_id = null where c.invoice_id = new.id;
  return null;
end $$;
create trigger invoices_give_back after update of status on invoices for each row when (new.status = 'void' and old.status <> 'void')
  execute function app.invoice_gives_back();

-- 4. Runs.
create table invoice_runs (
  id bigint generated always as identity constraint invoice_runs_pkey primary key,
  period date not null constraint invoice_runs_period_first check (extract(day from period) = 1),
  issued_on date not null,
  tell boolean not null,
  state text not null default 'running' constraint invoice_runs_state_known check (state in ('running', 'done', 'stopped')),
  cursor bigint not null default 0,
  upto bigint not null,
  services int not null,
  looked_at int not null default 0,
  issued int not null default 0,
  total bigint not null default 0,
  credited bigint not null default 0,
  skipped jsonb not null default '{}' constraint invoice_runs_skipped_object check (jsonb_typeof(skipped) = 'object'),
  messages int not null default 0,
  started_by bigint constraint invoice_runs_started_by_fkey references staff,
  started_at timestamptz not null default clock_timestamp(),
  moved_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
comment on table invoice_runs is 'Invoice runs: month, how far (connections in the order of their ids), and what came of it. Written by the functions below alone.';
comment on column invoice_runs.tell is 'Whether customers are sent their invoice.';
comment on column invoice_runs.cursor is 'The last connection that was looked at: whoever goes on begins behind it.';
comment on column invoice_runs.credited is 'Rupiah of credit that went to the new invoices.';
comment on column invoice_runs.skipped is 'How many connections got no invoice, by reason.';
create unique index invoice_runs_one_running_key on invoice_runs ((true)) where state = 'running';
create index invoice_runs_period_idx on invoice_runs (period, id);
alter table invoice_runs enable row level security;
revoke all on invoice_runs from public;
create policy invoice_runs_company_read on invoice_runs for select to aglis_admin, aglis_office using (true);
grant select on invoice_runs to aglis_admin, aglis_office;

-- The trail has one line for the beginning of a run and one for its end; the invoices have their own.
create function app.audit_invoice_run() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.audit_rows (batch_id, record, record_id, action, staff_id, before, after)
    select app.audit_batch(), 'invoice_runs', new.id::text, lower(tg_op), app.staff_id(), case when tg_op = 'UPDATE' then jsonb_build_object('state', old.state) end,
      jsonb_build_object('period', new.period, 'state', new.state, 'tell', new.tell, 'services', new.services, 'issued', new.issued, 'total', new.total,
        'skipped', new.skipped, 'messages', new.messages);
  return null;
end $$;
create trigger invoice_runs_audit_added after insert on invoice_runs for each row execute function app.audit_invoice_run();
create trigger invoice_runs_audit_changed after update of state on invoice_runs for each row when (old.state <> new.state)
  execute function app.audit_invoice_run();

create function app.refuse_no_billing() returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if not app.sees_all() and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
end $$;

-- A new run, or the one of this month that is under way.
create function app.start_invoice_run(p_period date, p_tell boolean, out id bigint, out is_new boolean) language plpgsql volatile security definer
set search_path = '' as $$
#variable_conflict use_column
declare
  today constant date := app.business_day(clock_timestamp());
  under_way public.invoice_runs;
begin
  perform app.refuse_no_billing();
  -- Nobody bills far ahead: prices and taxes of then are not known.
  if extract(day from p_period) <> 1 or p_period > (date_trunc('month', today) + interval '1 month')::date or p_period < today - 400 then
    raise exception 'PERIOD_RANGE' using errcode = 'AG060';
  end if;
  perform app.take_turn('invoice_run');
  select * into under_way from public.invoice_runs r where r.state = 'running';
  if under_way.id is not null then
    if under_way.period <> p_period then raise exception 'RUN_BUSY' using errcode = 'AG060', detail = to_char(under_way.period, 'MM-YYYY'); end if;
    id := under_way.id;
    is_new := false;
    return;
  end if;
  insert into public.invoice_runs (period, issued_on, tell, upto, services, started_by)
    select p_period, today, p_tell, coalesce(max(s.id), 0), count(*), app.staff_id() from public.services s
    returning invoice_runs.id into id;
  is_new := true;
end $$;

-- Takes a run for the rest of the transaction, so that its chunks come one after the other; answers where it goes on, nothing when it is over.
create function app.take_invoice_run(p_run bigint, out period date, out cursor bigint, out upto bigint, out tell boolean, out state text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform app.refuse_no_billing();
  select r.period, r.cursor, r.upto, r.tell, r.state into period, cursor, upto, tell, state from public.invoice_runs r where r.id = p_run for update;
  if state is null then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  if state = 'running' then perform pg_catalog.set_config('app.invoice_run', p_run::text, true); end if;
end $$;

-- The invoices of a chunk, whole: one row an invoice, its lines, discounts and charges. Credit of the customers goes to them, the oldest money
-- first. An amount of nothing is paid as soon as it is there. The caller holds the run.
create function app.issue_invoices(p_run bigint, p_invoices jsonb, p_lines jsonb, p_discounts jsonb, p_charges jsonb, p_carried jsonb, p_cursor bigint,
  p_looked_at int, p_skipped jsonb,
  out ids bigint[], out credited bigint)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  r public.invoice_runs;
begin
  perform app.refuse_no_billing();
  if coalesce(pg_catalog.current_setting('app.invoice_run', true), '') <> p_run::text then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  select * into r from public.invoice_runs i where i.id = p_run and i.state = 'running' for update;
  if r.id is null or p_cursor < r.cursor then raise exception 'RUN_STATE' using errcode = 'AG060'; end if;
  -- Before anything else, in the order of every other writer of money: payments, invoices, customers.
  perform from public.payments p where p.status = 'verified' and p.customer_id in (
    select s.customer_id from jsonb_to_recordset(p_invoices) v (service bigint) join public.services s on s.id = v.service
      join public.customers c on c.id = s.customer_id where c.balance > 0) order by p.id for update;
  with made as (
    insert into public.invoices (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, discount, dpp, tax_rate, tax_base_num,
                                 tax_base_den, tax_included, ppn, total, recurring)
    select v.number, 'monthly', s.customer_id, s.id, s.zone_id, r.period, case when v.total = 0 then 'paid' else 'issued' end, r.issued_on, v.due_on, v.subtotal,
           v.discount, v.dpp, v.tax_rate, v.tax_base_num, v.tax_base_den, v.tax_included, v.ppn, v.total, v.recurring
    from jsonb_to_recordset(p_invoices) v (number text, service bigint, due_on date, subtotal bigint, discount bigint, dpp bigint, tax_rate numeric,
           tax_base_num int, tax_base_den int, tax_included boolean, ppn bigint, total bigint, recurring bigint)
      join public.services s on s.id = v.service
    order by v.number
    returning id, service_id, customer_id, total)
  select coalesce(array_agg(m.id order by m.service_id), '{}') into ids from made m;
  insert into public.invoice_lines (invoice_id, position, description, quantity, unit_price, amount)
    select i.id, v.position, v.description, 1, v.amount, v.amount
    from jsonb_to_recordset(p_lines) v (service bigint, position int, description text, amount bigint) join public.invoices i on i.service_id = v.service and i.id = any (ids);
  insert into public.invoice_discounts (invoice_id, position, description, amount)
    select i.id, v.position, v.description, v.amount
    from jsonb_to_recordset(p_discounts) v (service bigint, position int, description text, amount bigint) join public.invoices i on i.service_id = v.service and i.id = any (ids);
  -- Charges that waited, and late fees that come with this invoice.
  update public.service_charges c set invoice_id = i.id
    from jsonb_to_recordset(p_charges) v (service bigint, charge bigint) join public.invoices i on i.service_id = v.service and i.id = any (ids)
    where c.id = v.charge and c.invoice_id is null and c.removed_at is null;
  insert into public.service_charges (service_id, description, amount, period, late_invoice_id, invoice_id)
    select v.service, v.description, v.amount, r.period, v.late, i.id
    from jsonb_to_recordset(p_charges) v (service bigint, late bigint, description text, amount bigint) join public.invoices i on i.service_id = v.service and i.id = any (ids)
    where v.late is not null;
  insert into public.service_discounts (service_id, description, amount, valid_from, valid_until)
    select v.service, 'Sisa potongan ' || to_char(r.period, 'MM-YYYY'), v.amount, n.month, n.month
    from jsonb_to_recordset(p_carried) v (service bigint, amount bigint), (select (r.period + interval '1 month')::date as month) n;
  credited := app.spend_credit(ids);
  update public.invoice_runs u set cursor = p_cursor, looked_at = u.looked_at + p_looked_at, issued = u.issued + cardinality(ids), credited = u.credited + issue_invoices.credited,
    total = u.total + coalesce((select sum(i.total) from public.invoices i where i.id = any (ids)), 0), moved_at = clock_timestamp(),
    skipped = coalesce((select jsonb_object_agg(k.key, k.n) from (
      select e.key, sum(e.value::int) as n from (select * from jsonb_each_text(u.skipped) union all select * from jsonb_each_text(p_skipped)) e group by e.key) k), '{}')
    where u.id = p_run;
end $$;

-- Gives the money of their customers that no invoice took yet to these open invoices, the oldest money to the smallest number first; answers how much.
create function app.spend_credit(p_invoices bigint[]) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  given bigint;
begin
  if not exists (select from public.invoices i join public.customers c on c.id = i.customer_id where i.id = any (p_invoices) and c.balance > 0) then return 0; end if;
  -- In the order of every other writer of money: the payments, then the invoices.
  perform from public.payments p where p.status = 'verified' and p.customer_id in (
    select i.customer_id from public.invoices i join public.customers c on c.id = i.customer_id where i.id = any (p_invoices) and c.balance > 0) order by p.id for update;
  with free as (
    select f.id, f.customer_id, f.rest, sum(f.rest) over w - f.rest as from_here, sum(f.rest) over w as to_here
    from (select p.id, p.customer_id, p.received_at, p.amount - coalesce((
            select sum(a.amount) from public.payment_allocations a join public.invoices x on x.id = a.invoice_id where a.payment_id = p.id and x.status <> 'void'), 0) as rest
          from public.payments p
          where p.status = 'verified' and p.customer_id in (
            select i.customer_id from public.invoices i join public.customers c on c.id = i.customer_id where i.id = any (p_invoices) and c.balance > 0)) f
    where f.rest > 0 window w as (partition by f.customer_id order by f.received_at, f.id)),
  owed as (
    select o.id, o.customer_id, o.open, sum(o.open) over w - o.open as from_here, sum(o.open) over w as to_here
    from (select i.id, i.customer_id, i.number, i.total - i.paid as open from public.invoices i
          where i.id = any (p_invoices) and i.status in ('issued', 'partial', 'overdue') and i.total > i.paid) o
    window w as (partition by o.customer_id order by o.number)),
  shares as (
    insert into public.payment_allocations (payment_id, invoice_id, amount)
    select f.id, o.id, least(f.to_here, o.to_here) - greatest(f.from_here, o.from_here)
    from free f join owed o on o.customer_id = f.customer_id and f.from_here < o.to_here and o.from_here < f.to_here
    returning amount)
  select coalesce(sum(s.amount), 0) into given from shares s;
  return given;
end $$;

create function app.end_invoice_run(p_run bigint, p_state text, p_messages int) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  perform app.refuse_no_billing();
  if p_state not in ('running', 'done', 'stopped') then raise exception 'RUN_STATE' using errcode = 'AG060'; end if;
  update public.invoice_runs r set messages = r.messages + p_messages, state = p_state, moved_at = clock_timestamp(),
      ended_at = case when p_state <> 'running' then clock_timestamp() end
    where r.id = p_run and r.state = 'running';
end $$;

-- 5. Ten thousand new invoices are one run and no ten thousand notifications: its page says what it did.
create function app.invoice_run_is_quiet() returns boolean language sql stable security definer set search_path = '' as $$
  select (app.sees_all() or app.is_root())
    and exists (select from public.invoice_runs r where r.id = nullif(pg_catalog.current_setting('app.invoice_run', true), '')::bigint and r.state = 'running')
$$;
create or replace function app.notification_caused() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from added) then return null; end if;
  if coalesce(pg_catalog.current_setting('app.bulk_run', true), '') ~ '^[0-9]{1,18}$' and app.bulk_is_quiet() then
    delete from app.notification_causes c where c.txid = pg_catalog.pg_current_xact_id() and c.closes is null;
    if not exists (select from app.notification_causes c where c.txid = pg_catalog.pg_current_xact_id()) then return null; end if;
  end if;
  -- Of what else happens in its transaction a run hides nothing.
  if coalesce(pg_catalog.current_setting('app.invoice_run', true), '') ~ '^[0-9]{1,18}$' and app.invoice_run_is_quiet() then
    delete from app.notification_causes c where c.txid = pg_catalog.pg_current_xact_id() and c.closes is null and c.event in ('invoice_issued', 'invoice_paid');
    if not exists (select from app.notification_causes c where c.txid = pg_catalog.pg_current_xact_id()) then return null; end if;
  end if;
  insert into app.notification_work values (pg_catalog.pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;

-- A discount that is told of is all of it.
create function app.check_discount_sum() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.invoices i where i.id = new.invoice_id
             and i.discount <> (select sum(d.amount) from public.invoice_discounts d where d.invoice_id = i.id)) then
    raise exception 'invoice discounts do not add up' using errcode = '23514', constraint = 'invoice_discounts_add_up', table = 'invoice_discounts';
  end if;
  return null;
end $$;
create constraint trigger invoice_discounts_add_up after insert on invoice_discounts
  deferrable initially deferred for each row execute function app.check_discount_sum();
create trigger invoice_discounts_audit_added after insert on invoice_discounts referencing new table as added for each statement
  execute function app.audit_added('invoice_id', 'position');

do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace
      and p.proname in ('refuse_no_billing', 'start_invoice_run', 'take_invoice_run', 'issue_invoices', 'spend_credit', 'end_invoice_run', 'invoice_run_is_quiet',
        'notification_caused', 'check_discount_sum', 'invoice_gives_back', 'service_charge_stays', 'audit_invoice_run') loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.start_invoice_run(date, boolean), app.take_invoice_run(bigint), app.end_invoice_run(bigint, text, int),
  app.issue_invoices(bigint, jsonb, jsonb, jsonb, jsonb, jsonb, bigint, int, jsonb) to aglis_admin, aglis_office;
grant execute on function app.service_charge_stays() to aglis_admin, aglis_office;

reset role;
