-- Customers who left for good are taken out of sight, and brought back. Nothing of theirs is deleted: connections, invoices, payments and
-- tickets are books and stay. Only admins do either (0008 grants them the column), singly and as a bulk operation, by the same statement.
set local role aglis_owner;

-- 1. Why he was deleted, as long as he is.
alter table customers add column delete_reason text constraint customers_delete_reason_length check (char_length(delete_reason) between 3 and 500);
alter table customers add constraint customers_delete_reason_given check ((deleted_at is null) = (delete_reason is null)) not valid;
-- Whoever was put away by hand before has a reason, too. The guards below are not there yet.
update customers set delete_reason = 'AGLIS' where deleted_at is not null;
alter table customers validate constraint customers_delete_reason_given;
comment on column customers.deleted_at is 'Since when he is out of sight; lists and the palette show him no more, admins find him by a filter.';
comment on column customers.delete_reason is 'Why he was deleted; none for whoever is there.';
grant update (delete_reason) on customers to aglis_admin;
-- The list of the deleted ones, who are few.
create index customers_deleted_idx on customers (name, id) where deleted_at is not null;

-- 2. Who still has something going on is not deleted. The first reason of each of these customers, in the order in which one settles them,
-- with the number of records where there is one; no row for whoever may go.
create function app.why_customers_stay(p_ids bigint[], out id bigint, out why text, out records bigint) returns setof record
language sql stable security definer set search_path = '' as $$
  select c.id, w.why, w.records from public.customers c cross join lateral (
    select x.why, x.records from (
      select 1 as place, 'CUSTOMER_CONNECTED' as why, count(*) as records from public.services s where s.customer_id = c.id and s.status <> 'terminated'
      union all
      select 2, 'CUSTOMER_TICKETS', count(*) from public.tickets t where t.customer_id = c.id and t.status not in ('closed', 'cancelled')
      union all
      select 3, 'CUSTOMER_INVOICES', count(*) from public.invoices i where i.customer_id = c.id and i.status not in ('paid', 'void')
      union all
      select 4, 'CUSTOMER_PAYMENTS', count(*) from public.payments p where p.customer_id = c.id and p.status = 'pending'
      union all
      select 5, 'CUSTOMER_CREDIT', (c.balance > 0)::int) x where x.records > 0 order by x.place limit 1) w
  where c.id = any (p_ids)
$$;

create function app.customer_removed() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  stays record;
begin
  -- Whoever is just writing a ticket, an invoice or a connection of his holds his key: wait for him, then look.
  perform from public.customers c where c.id = old.id for update;
  select * into stays from app.why_customers_stay(array[old.id]);
  if stays.why is not null then
    raise exception '%', stays.why using errcode = 'AG052', detail = stays.records;
  end if;
  return new;
end $$;
create trigger customers_removed before update of deleted_at on customers for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function app.customer_removed();

-- 3. As long as he is deleted nothing new is his. These come after the check of the reference, which waits for whoever deletes him.
create function app.refuse_deleted_customers() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  code text;
begin
  select c.code into code from public.customers c where c.id in (select a.customer_id from added a) and c.deleted_at is not null order by c.id limit 1;
  if code is not null then raise exception 'CUSTOMER_DELETED' using errcode = 'AG020', detail = code; end if;
  return null;
end $$;
create trigger services_of_deleted after insert on services referencing new table as added for each statement execute function app.refuse_deleted_customers();
create trigger tickets_of_deleted after insert on tickets referencing new table as added for each statement execute function app.refuse_deleted_customers();
create trigger invoices_of_deleted after insert on invoices referencing new table as added for each statement execute function app.refuse_deleted_customers();
create trigger payments_of_deleted after insert on payments referencing new table as added for each statement execute function app.refuse_deleted_customers();

-- What was closed is not taken up again for him, and his money does not move: a payment that is taken back would leave him owing.
create function app.refuse_deleted_customer() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  code text;
begin
  if tg_table_name = 'customers' then
    code := new.code;
  else
    perform from public.customers c where c.id = new.customer_id for key share;
    select c.code into code from public.customers c where c.id = new.customer_id and c.deleted_at is not null;
  end if;
  if code is not null then raise exception 'CUSTOMER_DELETED' using errcode = 'AG020', detail = code; end if;
  return null;
end $$;
create trigger tickets_back_of_deleted after update of status, customer_id on tickets for each row
  when (new.customer_id is not null and new.status not in ('closed', 'cancelled')
        and (old.status in ('closed', 'cancelled') or old.customer_id is distinct from new.customer_id))
  execute function app.refuse_deleted_customer();
create trigger customers_money_of_deleted after update of balance, outstanding on customers for each row
  when (old.deleted_at is not null and new.deleted_at is not null and (old.balance <> new.balance or old.outstanding <> new.outstanding))
  execute function app.refuse_deleted_customer();

-- 4. A bulk operation that deletes is started by typing its number, however small that is.
create function app.bulk_must_type(p_action text, p_records int) returns boolean language sql stable security definer set search_path = '' as $$
  select p_records > 0 and (p_action = 'customer_delete' or p_records >= app.bulk_confirm_from())
$$;
create or replace function app.start_bulk(p_run bigint, p_typed int) returns void language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant bigint := app.refuse_no_bulk();
  r public.bulk_runs;
  waiting int;
begin
  select * into r from public.bulk_runs b where b.id = p_run and b.staff_id = me for update;
  if r.id is null then raise exception 'NOT_FOUND' using errcode = 'AG051'; end if;
  -- Started already, by a click whose answer got lost.
  if r.state in ('running', 'done') then return; end if;
  if r.state <> 'planned' or r.planned_at < clock_timestamp() - interval '1 day' then raise exception 'BULK_STATE' using errcode = 'AG050'; end if;
  waiting := r.total - r.failed - r.skipped;
  if app.bulk_must_type(r.action, waiting) and p_typed is distinct from waiting then raise exception 'CONFIRM_NUMBER' using errcode = 'AG050'; end if;
  update public.bulk_runs b set state = 'running', started_at = clock_timestamp() where b.id = p_run;
  if waiting = 0 then perform app.end_bulk(p_run, 'done'); end if;
end $$;

-- A record for which something is planned already has an outcome of its own.
alter table bulk_items drop constraint bulk_items_outcome_known, add constraint bulk_items_outcome_known check (outcome in ('ok', 'not_found', 'stale',
  'wrong_state', 'forbidden', 'duplicate_in_request', 'locked', 'unchanged', 'planned', 'refused', 'final', 'cancelled'));

do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace
      and p.proname in ('why_customers_stay', 'customer_removed', 'refuse_deleted_customers', 'refuse_deleted_customer', 'bulk_must_type') loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function app.why_customers_stay(bigint[]) to aglis_admin;
grant execute on function app.bulk_must_type(text, int) to aglis_admin, aglis_supervisor, aglis_office;

reset role;
