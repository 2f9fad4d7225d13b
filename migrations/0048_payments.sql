-- Payments of a customer: money is given to several invoices at once, credit is used later, his account is told day by day, and proofs of payment wait to be checked.
set local role aglis_owner;

-- 1. Credit. What a verified payment has left goes to invoices later, the oldest payment first. A payment may give an invoice more than it
-- gave before, so the allocation grows; nobody has a grant to change one, and nothing makes it smaller.
create function app.use_credit(p_customer bigint, p_invoices bigint[], p_amounts bigint[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not app.sees_all() and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if coalesce(cardinality(p_invoices), 0) = 0 or cardinality(p_invoices) is distinct from cardinality(p_amounts)
     or exists (select from unnest(p_invoices, p_amounts) u (invoice, amount) where u.invoice is null or coalesce(u.amount, 0) <= 0)
     or (select count(distinct u.invoice) from unnest(p_invoices) u (invoice)) <> cardinality(p_invoices) then
    raise exception 'each invoice once, and more than nothing for it' using errcode = '22023';
  end if;
  perform from public.payments p where p.customer_id = p_customer and p.status = 'verified' order by p.id for update;
  if (select coalesce(sum(u.amount), 0) from unnest(p_amounts) u (amount)) > (select coalesce(sum(f.free), 0) from app.free_money(p_customer) f) then
    raise exception 'CREDIT_OVER' using errcode = 'AG003';
  end if;
  -- Both laid end to end: a payment pays an invoice as much as their pieces overlap.
  insert into public.payment_allocations as a (payment_id, invoice_id, amount)
    select f.payment_id, w.invoice, (least(f.upto, w.upto) - greatest(f.upto - f.free, w.upto - w.amount))::bigint
    from (select m.payment_id, m.free, sum(m.free) over (order by m.received_at, m.payment_id) as upto from app.free_money(p_customer) m) f
    join (select u.invoice, u.amount, sum(u.amount) over (order by u.place) as upto
          from unnest(p_invoices, p_amounts) with ordinality u (invoice, amount, place)) w
      on f.upto > w.upto - w.amount and w.upto > f.upto - f.free
    on conflict on constraint payment_allocations_pkey do update set amount = a.amount + excluded.amount;
end $$;

-- What the verified payments of a customer have left; as app.settle_credit adds it up.
create function app.free_money(p_customer bigint) returns table (payment_id bigint, received_at timestamptz, free bigint)
language sql stable security definer set search_path = '' as $$
  select p.id, p.received_at, x.free from public.payments p
  cross join lateral (select (p.amount - coalesce(sum(a.amount), 0))::bigint as free
                      from public.payment_allocations a join public.invoices i on i.id = a.invoice_id
                      where a.payment_id = p.id and i.status <> 'void') x
  where p.customer_id = p_customer and p.status = 'verified' and x.free > 0
$$;

create trigger payment_allocations_settle_grown after update on payment_allocations
  referencing new table as added for each statement execute function app.allocations_added();

revoke all on function app.use_credit(bigint, bigint[], bigint[]), app.free_money(bigint) from public;
grant execute on function app.use_credit(bigint, bigint[], bigint[]) to aglis_admin, aglis_office;

-- 2. A statement of account tells when an invoice was withdrawn and when money was taken back, so that what was printed once stays so.
alter table invoices add column voided_at timestamptz;
alter table payments add column reversed_at timestamptz;
comment on column invoices.voided_at is 'When it was withdrawn.';
comment on column payments.reversed_at is 'When verified money was taken back; none for a proof that was never accepted.';
alter table invoices disable trigger user;
update invoices set voided_at = updated_at where status = 'void';
alter table invoices enable trigger user;
alter table payments disable trigger user;
update payments p set reversed_at = p.updated_at where p.status = 'rejected'
  and exists (select from audit_rows r where r.record = 'payments' and r.record_id = p.id::text and r.before ->> 'status' = 'verified' and r.after ->> 'status' = 'rejected');
alter table payments enable trigger user;
create function app.stamp_money() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_table_name = 'invoices' then new.voided_at := clock_timestamp(); else new.reversed_at := clock_timestamp(); end if;
  return new;
end $$;
create trigger invoices_stamp_void before update of status on invoices for each row
  when (old.status <> 'void' and new.status = 'void') execute function app.stamp_money();
create trigger payments_stamp_reversal before update of status on payments for each row
  when (old.status = 'verified' and new.status = 'rejected') execute function app.stamp_money();

-- What happened on a customer's account, under the rights of whoever asks: what he owes more (and, below zero, less) by it on a business day.
create function app.account_entries(p_customer bigint, out day date, out kind text, out record bigint, out number text, out method text, out amount bigint)
returns setof record language sql stable set search_path = '' as $$
  select i.issued_on, 'invoice', i.id, i.number, null, i.total from public.invoices i
  where i.customer_id = p_customer and i.status <> 'draft' and i.issued_on is not null and i.total > 0
  union all
  select app.business_day(coalesce(i.voided_at, i.updated_at)), 'withdrawal', i.id, i.number, null, -i.total from public.invoices i
  where i.customer_id = p_customer and i.status = 'void' and i.issued_on is not null and i.total > 0
  union all
  select app.business_day(p.received_at), 'payment', p.id, p.number, p.method, -p.amount from public.payments p
  where p.customer_id = p_customer and (p.status = 'verified' or p.reversed_at is not null)
  union all
  select app.business_day(p.reversed_at), 'reversal', p.id, p.number, p.method, p.amount from public.payments p
  where p.customer_id = p_customer and p.reversed_at is not null
$$;
revoke all on function app.stamp_money(), app.account_entries(bigint) from public;
grant execute on function app.account_entries(bigint) to aglis_admin, aglis_supervisor, aglis_office;

-- 3. Proofs. A picture or document that shows that money was sent, with the payment that waits to be checked. Office and admins add and
-- check them, supervisors see those of their zones. The likeness of a picture (a difference hash of it as it is kept) finds one that came before.
alter table files add column payment_id bigint constraint files_payment_fkey references payments,
  add column likeness bigint,
  drop constraint files_one_owner,
  add constraint files_one_owner check (num_nonnulls(ticket_id, customer_id, payment_id) = 1),
  add constraint files_payment_plain check (payment_id is null or (not evidence and note_id is null)),
  add constraint files_likeness_of_payments check (likeness is null or payment_id is not null);
comment on table files is 'Pictures and documents of tickets, of customers themselves and of payments; pictures re-encoded without metadata.';
comment on column files.likeness is 'What a picture looks like, in 64 bits: of two that look alike few differ.';
create unique index files_payment_key on files (payment_id) where payment_id is not null;
create index files_proof_hash_idx on files (sha256) where payment_id is not null;
grant insert (payment_id, likeness) on files to aglis_admin, aglis_office;
create policy files_of_payments_read on files for select to aglis_admin, aglis_office using (payment_id is not null);
create policy files_of_payments_zone on files for select to aglis_supervisor
  using (payment_id is not null and exists (select from payments p where p.id = payment_id));
create policy files_of_payments_add on files for insert to aglis_admin, aglis_office
  with check (payment_id is not null and added_by = (select app.staff_id())
              and exists (select from payments p where p.id = payment_id and p.status = 'pending' and p.recorded_by = (select app.staff_id())));
-- What waits is looked through the oldest first.
create index payments_waiting_idx on payments (id) where status = 'pending';

reset role;
