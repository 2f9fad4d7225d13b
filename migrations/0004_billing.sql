-- Money. Whole rupiah in bigint, never a float. An invoice is never deleted, only voided, and keeps its number.

-- The number of a document comes from a counter row in the same transaction: a sequence would leave gaps at a rollback.
create table number_counters (
  kind text not null,
  period text not null constraint number_counters_period_form check (period ~ '^([0-9]{6}|all)$'),
  last bigint not null,
  constraint number_counters_pkey primary key (kind, period)
);
comment on table number_counters is 'Last number given, by kind and month; touched only by app.next_numbers.';

-- The next n numbers of a kind for the business month of an instant: REG-, TKT-, INV-, PAY-YYYYMM-NNNNN, or AGLS-NNNNN.
create function app.next_numbers(p_kind text, at timestamptz, n int) returns setof text
language plpgsql volatile security definer set search_path = '' as $$
declare
  month text := to_char(at at time zone app.business_zone(), 'YYYYMM');
  upto bigint;
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
  return query select case when p_kind = 'AGLS' then p_kind || '-' || i else p_kind || '-' || month || '-' || lpad(i::text, 5, '0') end
    from generate_series(upto - n + 1, upto) i;
end $$;
grant execute on function app.next_numbers(text, timestamptz, int) to aglis_admin, aglis_office;

-- Value added tax by date. Since 2025 the rate is 12 % on 11/12 of the price (PMK 131/2024).
create table tax_rates (
  valid_from date constraint tax_rates_pkey primary key,
  rate numeric(5, 2) not null constraint tax_rates_range check (rate between 0 and 100),
  base_num int not null constraint tax_rates_num_positive check (base_num > 0),
  base_den int not null constraint tax_rates_den_positive check (base_den > 0)
);
comment on table tax_rates is 'PPN in percent and the fraction of the price it is taken of.';
insert into tax_rates values ('2010-01-01', 10, 1, 1), ('2022-04-01', 11, 1, 1), ('2025-01-01', 12, 11, 12);

create table invoices (
  id bigint generated always as identity primary key,
  number text not null constraint invoices_number_key unique,
  kind text not null default 'monthly' constraint invoices_kind_known check (kind in ('first', 'monthly', 'manual')),
  customer_id bigint not null constraint invoices_customer_fkey references customers,
  service_id bigint constraint invoices_service_fkey references services,
  zone_id bigint not null constraint invoices_zone_fkey references zones,
  period date not null constraint invoices_period_first check (extract(day from period) = 1),
  status text not null default 'draft'
    constraint invoices_status_known check (status in ('draft', 'issued', 'partial', 'paid', 'overdue', 'void')),
  issued_on date,
  due_on date,
  subtotal bigint not null constraint invoices_subtotal_range check (subtotal >= 0),
  discount bigint not null default 0 constraint invoices_discount_range check (discount between 0 and subtotal),
  dpp bigint not null constraint invoices_dpp_range check (dpp >= 0),
  tax_rate numeric(5, 2) not null default 0,
  tax_base_num int not null default 1,
  tax_base_den int not null default 1,
  ppn bigint not null default 0 constraint invoices_ppn_range check (ppn >= 0),
  total bigint not null constraint invoices_total_range check (total >= 0),
  paid bigint not null default 0 constraint invoices_paid_range check (paid between 0 and total),
  void_reason text,
  external_id text constraint invoices_external_id_key unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint invoices_total_adds_up check (total = subtotal - discount + ppn),
  constraint invoices_issued_whole check (status = 'draft' or (issued_on is not null and due_on is not null)),
  constraint invoices_void_reason check (status <> 'void' or char_length(coalesce(void_reason, '')) >= 3),
  constraint invoices_void_unpaid check (status <> 'void' or paid = 0)
);
comment on table invoices is 'INV-YYYYMM-NNNNN, gapless per month. Amounts are whole rupiah; paid is kept by a trigger.';
create unique index invoices_service_period_kind_key on invoices (service_id, period, kind) where status <> 'void';
create index invoices_customer_idx on invoices (customer_id, id desc);
create index invoices_zone_idx on invoices (zone_id);
create index invoices_period_idx on invoices (period, id);
create index invoices_issued_idx on invoices (issued_on, id);
create index invoices_open_idx on invoices (due_on, id) where status in ('issued', 'partial', 'overdue');

create table invoice_lines (
  invoice_id bigint not null constraint invoice_lines_invoice_fkey references invoices,
  position int not null,
  description text not null constraint invoice_lines_description_length check (char_length(description) between 1 and 500),
  quantity int not null default 1 constraint invoice_lines_quantity_range check (quantity > 0),
  unit_price bigint not null constraint invoice_lines_price_range check (unit_price >= 0),
  amount bigint not null,
  constraint invoice_lines_pkey primary key (invoice_id, position),
  constraint invoice_lines_amount_adds_up check (amount = quantity * unit_price)
);
comment on table invoice_lines is 'What an invoice is for; the sum is the invoice''s subtotal, checked at commit.';

create table payments (
  id bigint generated always as identity primary key,
  number text not null constraint payments_number_key unique,
  customer_id bigint not null constraint payments_customer_fkey references customers,
  zone_id bigint not null constraint payments_zone_fkey references zones,
  amount bigint not null constraint payments_amount_positive check (amount > 0),
  method text not null constraint payments_method_known check (method in
    ('cash', 'bank_transfer', 'virtual_account', 'qris', 'e_wallet', 'card')),
  received_at timestamptz not null,
  status text not null default 'verified' constraint payments_status_known check (status in ('pending', 'verified', 'rejected')),
  reason text,
  reference text,
  recorded_by bigint constraint payments_recorded_by_fkey references staff,
  external_id text constraint payments_external_id_key unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint payments_reason_given check (status <> 'rejected' or char_length(coalesce(reason, '')) >= 3)
);
comment on table payments is 'Money that came in, PAY-YYYYMM-NNNNN; rejected also means taken back.';
create index payments_customer_idx on payments (customer_id, id desc);
create index payments_zone_idx on payments (zone_id);
create index payments_received_idx on payments (received_at, id);

create table payment_allocations (
  payment_id bigint not null constraint payment_allocations_payment_fkey references payments,
  invoice_id bigint not null constraint payment_allocations_invoice_fkey references invoices,
  amount bigint not null constraint payment_allocations_positive check (amount > 0),
  constraint payment_allocations_pkey primary key (payment_id, invoice_id)
);
comment on table payment_allocations is 'Which part of a payment goes to which invoice.';
create index payment_allocations_invoice_idx on payment_allocations (invoice_id);

-- Holds at commit: the lines add up to the subtotal.
create function app.check_invoice_lines() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.invoices i where i.id = new.id
             and i.subtotal <> (select coalesce(sum(l.amount), 0) from public.invoice_lines l where l.invoice_id = i.id)) then
    raise exception 'invoice lines do not add up' using errcode = '23514', constraint = 'invoices_lines_add_up', table = 'invoices';
  end if;
  return null;
end $$;
create constraint trigger invoices_lines_add_up after insert or update of subtotal on invoices
  deferrable initially deferred for each row execute function app.check_invoice_lines();

-- A line that arrives later must not change what an issued invoice says either.
create function app.check_line_sum() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.invoices i where i.id = new.invoice_id
             and i.subtotal <> (select sum(l.amount) from public.invoice_lines l where l.invoice_id = i.id)) then
    raise exception 'invoice lines do not add up' using errcode = '23514', constraint = 'invoices_lines_add_up', table = 'invoices';
  end if;
  return null;
end $$;
create constraint trigger invoice_lines_add_up after insert or update on invoice_lines
  deferrable initially deferred for each row execute function app.check_line_sum();

-- After allocations or a payment's state change: paid and state of the touched invoices follow, set-based; an allocation
-- above payment or balance is refused as PAY_OVER.
create function app.settle_invoices(touched bigint[]) returns void language plpgsql security definer set search_path = '' as $$
begin
  perform from public.invoices where id = any (touched) order by id for update;
  if exists (
    select from public.invoices i
    where i.id = any (touched) and i.total < (select coalesce(sum(a.amount), 0) from public.payment_allocations a
      join public.payments p on p.id = a.payment_id where a.invoice_id = i.id and p.status = 'verified')) then
    raise exception 'PAY_OVER' using errcode = 'AG003';
  end if;
  update public.invoices i set paid = s.paid,
    status = case when s.paid >= i.total and i.total > 0 then 'paid' when s.paid > 0 then 'partial'
                  when i.status in ('paid', 'partial') then 'issued' else i.status end
  from (select t.id, coalesce((select sum(a.amount) from public.payment_allocations a join public.payments p on p.id = a.payment_id
                               where a.invoice_id = t.id and p.status = 'verified'), 0) as paid
        from unnest(touched) t (id)) s
  where i.id = s.id and i.paid <> s.paid and i.status <> 'void';
end $$;

-- Money of a customer that no invoice took yet. Computed anew, so that it cannot drift.
create function app.settle_credit(touched bigint[]) returns void language plpgsql security definer set search_path = '' as $$
begin
  perform from public.customers where id = any (touched) order by id for update;
  update public.customers c set balance = s.credit
  from (select t.id, coalesce((
          select sum(p.amount - coalesce((select sum(a.amount) from public.payment_allocations a where a.payment_id = p.id), 0))
          from public.payments p where p.customer_id = t.id and p.status = 'verified'), 0) as credit
        from unnest(touched) t (id)) s
  where c.id = s.id and c.balance <> s.credit;
end $$;

create function app.allocations_added() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  -- Two allocations of one payment at the same moment take turns, or each would see only its own share.
  perform from public.payments p where p.id in (select payment_id from added) order by p.id for update;
  if exists (select from public.payments p where p.id in (select payment_id from added)
             and p.amount < (select sum(a.amount) from public.payment_allocations a where a.payment_id = p.id)) then
    raise exception 'PAY_OVER' using errcode = 'AG003';
  end if;
  if exists (select from added a join public.invoices i on i.id = a.invoice_id join public.payments p on p.id = a.payment_id
             where i.status in ('draft', 'void') or i.customer_id <> p.customer_id) then
    raise exception 'WRONG_STATE' using errcode = 'AG001';
  end if;
  perform app.settle_invoices(array(select distinct invoice_id from added));
  perform app.settle_credit(array(select distinct p.customer_id from public.payments p where p.id in (select payment_id from added)));
  return null;
end $$;
create trigger payment_allocations_settle after insert on payment_allocations
  referencing new table as added for each statement execute function app.allocations_added();

create function app.payments_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform app.settle_invoices(array(
    select distinct a.invoice_id from public.payment_allocations a join changed c on c.id = a.payment_id join before b on b.id = c.id
    where b.status <> c.status));
  perform app.settle_credit(array(select distinct c.customer_id from changed c join before b on b.id = c.id where b.status <> c.status));
  return null;
end $$;
create function app.payments_added() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform app.settle_credit(array(select distinct customer_id from added where status = 'verified'));
  return null;
end $$;
create trigger payments_credit after insert on payments
  referencing new table as added for each statement execute function app.payments_added();
create trigger payments_settle after update on payments
  referencing new table as changed old table as before for each statement execute function app.payments_changed();

-- What a customer owes follows his invoices, so that the list can sort by it.
create function app.outstanding_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.customers c set outstanding = c.outstanding + d.delta
  from (select customer_id, sum(case when status in ('issued', 'partial', 'overdue') then total - paid else 0 end) as delta
        from changed group by 1) d
  where c.id = d.customer_id and d.delta <> 0;
  return null;
end $$;
create trigger invoices_outstanding_added after insert on invoices
  referencing new table as changed for each statement execute function app.outstanding_changed();
create function app.outstanding_moved() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.customers c set outstanding = c.outstanding + d.delta
  from (select n.customer_id, sum(case when n.status in ('issued', 'partial', 'overdue') then n.total - n.paid else 0 end)
               - sum(case when o.status in ('issued', 'partial', 'overdue') then o.total - o.paid else 0 end) as delta
        from changed n join before o using (id) group by 1) d
  where c.id = d.customer_id and d.delta <> 0;
  return null;
end $$;
create trigger invoices_outstanding_moved after update on invoices
  referencing new table as changed old table as before for each statement execute function app.outstanding_moved();
