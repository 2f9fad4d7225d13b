-- Invoices become overdue by themselves, and part payments of an overdue invoice leave it overdue.
--
-- An open invoice (issued or partial) is late from the day after its due day. The desktops of office and admin ask for it
-- after signing in and then every hour; nothing else sets the state, so a database that nobody works with stays as it is.
--
-- A biller calls those who are late. Somebody who paid a part late is still late, so overdue stays overdue until the
-- invoice is paid in full: how much is open stands beside it. It leaves the state early only when its due day is moved to
-- today or later. A payment that is taken back from a paid invoice makes it issued or partial as before; if it is late,
-- the next look says so.
insert into app.transitions values
  ('invoices', 'partial', 'overdue', '{system}'),
  ('invoices', 'overdue', 'issued', '{system}');

-- The look itself, at an instant. Granted to nobody: who may name the instant could make every open invoice late.
-- An invoice that somebody is working with at this moment is passed over until the next look instead of making him wait.
-- At most 2,000 at a time: after years of invoices were taken over, the first look must still fit into the time that one
-- statement may take. Whoever asks does so until nothing changes.
create function app.mark_overdue_at(at timestamptz) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  today date := app.business_day(at);
  marked bigint;
begin
  -- Two desktops at once: the second leaves the work to the first.
  if not pg_catalog.pg_try_advisory_xact_lock(4711002) then return 0; end if;
  with late as (
    select i.id from public.invoices i
    where (i.status in ('issued', 'partial') and i.due_on < today and i.paid < i.total) or (i.status = 'overdue' and i.due_on >= today)
    order by i.id limit 2000 for no key update skip locked)
  update public.invoices i set status = case when i.due_on < today then 'overdue' when i.paid > 0 then 'partial' else 'issued' end
  from late where i.id = late.id;
  get diagnostics marked = row_count;
  return marked;
end $$;

-- How many invoices the look of this moment changed.
create function app.mark_overdue() returns bigint language plpgsql volatile security definer set search_path = '' as $$
begin
  if not app.sees_all() and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return app.mark_overdue_at(clock_timestamp());
end $$;

-- As in 0004, with two differences: overdue stays overdue until it is paid, and the verified sums of all touched invoices
-- are added up once. Asked invoice by invoice, payments of the very same transaction, which no statistics know yet, were
-- read from end to end for each of them.
create or replace function app.settle_invoices(touched bigint[]) returns void language plpgsql security definer set search_path = '' as $$
declare
  ids bigint[];
  sums bigint[];
  over boolean;
begin
  perform from public.invoices where id = any (touched) order by id for update;
  select array_agg(s.id), array_agg(s.paid), coalesce(bool_or(s.paid > s.total), false) into ids, sums, over
  from (select i.id, i.total, coalesce(sum(a.amount) filter (where p.status = 'verified'), 0)::bigint as paid
        from public.invoices i left join public.payment_allocations a on a.invoice_id = i.id left join public.payments p on p.id = a.payment_id
        where i.id = any (touched) group by i.id) s;
  if over then raise exception 'PAY_OVER' using errcode = 'AG003'; end if;
  update public.invoices i set paid = s.paid,
    status = case when s.paid >= i.total and i.total > 0 then 'paid' when i.status = 'overdue' then 'overdue' when s.paid > 0 then 'partial'
                  when i.status in ('paid', 'partial') then 'issued' else i.status end
  from unnest(ids, sums) s (id, paid)
  where i.id = s.id and i.paid <> s.paid and i.status <> 'void';
end $$;

alter function app.mark_overdue_at(timestamptz) owner to aglis_owner;
alter function app.mark_overdue() owner to aglis_owner;
revoke all on function app.mark_overdue_at(timestamptz), app.mark_overdue() from public;
grant execute on function app.mark_overdue() to aglis_admin, aglis_office;
