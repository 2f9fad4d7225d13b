-- What daily work with tickets, lists and the trail was found to lack.
set local role aglis_owner;

-- 1. Tickets: the priority and the words of a ticket are changed by themselves, and its story says so.
create or replace function app.ticket_told() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' or new.category <> old.category then
    -- What somebody ticked stays, whatever the category is now.
    delete from public.ticket_checklist c using public.category_items i
      where c.ticket_id = new.id and c.done_at is null and i.id = c.item_id and i.category <> new.category;
    insert into public.ticket_checklist (ticket_id, item_id, position, text_id, text_en, required)
      select new.id, i.id, i.position, i.text_id, i.text_en, i.required from public.category_items i
      where i.category = new.category and i.active order by i.position, i.id
      on conflict on constraint ticket_checklist_once do nothing;
  end if;
  if tg_op = 'INSERT' then
    insert into public.timeline (ticket_id, event, actor_id) values (new.id, 'created', app.staff_id());
    return null;
  end if;
  if new.merged_into is distinct from old.merged_into then
    insert into public.timeline (ticket_id, event, body, actor_id)
      select new.id, case when new.merged_into is null then 'merge_undone' else 'merged' end, t.number, app.staff_id()
      from public.tickets t where t.id = coalesce(new.merged_into, old.merged_into)
      union all
      select t.id, case when new.merged_into is null then 'merge_undone' else 'merged_here' end, new.number, app.staff_id()
      from public.tickets t where t.id = coalesce(new.merged_into, old.merged_into);
  elsif new.status <> old.status then
    insert into public.timeline (ticket_id, event, body, actor_id)
      select new.id, case when new.reopened > old.reopened then 'reopened' else new.status end, case
      when new.reopened > old.reopened or new.status = 'cancelled' then new.status_reason
      when new.status = 'completed' then new.resolution when new.status = 'on_hold' then new.status_reason
      when new.status = 'assigned' then (select s.name from public.staff s where s.id = new.lead_id) end, app.staff_id();
    if new.status = 'completed' and new.kind = 'installation' then
      update public.services set status = 'active', activated_on = coalesce(activated_on, app.business_day(clock_timestamp()))
        where id = new.service_id and status = 'pending';
      update public.customers set status = 'active' where id = new.customer_id and status = 'pending';
      update public.registrations set status = 'installed' where id = new.registration_id and status = 'approved';
    end if;
  elsif new.lead_id is distinct from old.lead_id then
    insert into public.timeline (ticket_id, event, body, actor_id)
      values (new.id, 'reassigned', (select s.name from public.staff s where s.id = new.lead_id), app.staff_id());
  end if;
  -- Who called it urgent, and that the work reads otherwise now, belongs into the story as well; how it read stands in the trail.
  if new.priority <> old.priority then
    insert into public.timeline (ticket_id, event, actor_id) values (new.id, 'priority_' || new.priority, app.staff_id());
  end if;
  if new.description <> old.description then
    insert into public.timeline (ticket_id, event, actor_id) values (new.id, 'described', app.staff_id());
  end if;
  return null;
end $$;
drop trigger tickets_told on tickets;
create trigger tickets_told after update of status, lead_id, category, priority, description on tickets for each row execute function app.ticket_told();

-- 2. Lists: what is late, or soon, among the few tickets that are still open, newest first. A clock that is reckoned anew
-- touches none of these columns.
create index tickets_open_created_idx on tickets (created_at, id) where status in ('open', 'assigned', 'in_progress', 'on_hold');
-- The few that are about one trouble.
create index tickets_category_idx on tickets (category, created_at, id) where category <> '';

-- 3. The trail is verified in stretches: a million batches take longer than one statement may. A stretch begins behind a place of
-- the chain with the hash that was found right there (nothing and null for the beginning), and ends after so many batches or
-- after so long. It answers how far it came and what hash stands there; `broken` is the first batch that does not follow, and
-- `is_end` says that nothing is left. Batches that are sealed meanwhile are looked at as well.
create function app.verify_audit_stretch(p_place bigint, p_hash bytea, p_most int, p_within interval)
  returns table (place bigint, hash bytea, broken bigint, is_end boolean) language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  b record;
  began timestamptz := clock_timestamp();
begin
  if app.staff_role() is distinct from 'admin' and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  place := p_place;
  hash := p_hash;
  is_end := true;
  -- app.audit_digest and app.audit_link, written out: called batch by batch they take ten times as long.
  for b in
    select o.id, o.sealed, o.hash, convert_to(concat_ws('|', o.id, extract(epoch from o.at), o.login, o.staff_id,
             o.on_behalf_of, o.device, o.app_version, o.request_key, o.sealed), 'UTF8') as head,
           (select pg_catalog.sha256(convert_to(coalesce(string_agg(
              r.record || '|' || r.record_id || '|' || r.action || '|' || coalesce(r.zone_id::text, '') || '|' || coalesce(r.staff_id::text, '') || '|' || coalesce(r.before::text, '') || '|' || coalesce(r.after::text, ''), E'\n'
              order by r.record, r.record_id, r.action, r.before::text, r.after::text), ''), 'UTF8'))
            from public.audit_rows r where r.batch_id = o.id) as digest
    from public.audit_batches o where o.sealed > p_place order by o.sealed limit p_most::bigint + 1
  loop
    if place - p_place >= p_most or clock_timestamp() - began >= p_within then
      is_end := false;
      exit;
    end if;
    if b.sealed <> place + 1 or b.hash is distinct from pg_catalog.sha256(coalesce(hash, '') || b.digest || b.head) then
      broken := b.id;
      exit;
    end if;
    place := b.sealed;
    hash := b.hash;
  end loop;
  -- A batch outside the chain can only be the one of this very transaction.
  if is_end and broken is null then
    broken := (select min(o.id) from public.audit_batches o where o.hash is null and o.txid <> pg_catalog.pg_current_xact_id());
  end if;
  return next;
end $$;
revoke all on function app.verify_audit_stretch(bigint, bytea, int, interval) from public;
grant execute on function app.verify_audit_stretch(bigint, bytea, int, interval) to aglis_admin;

-- 4. What is late is marked at night as well: a machine that sends messages looks at the clock, too. Nothing else of tickets and
-- invoices is for it. The look at tickets is the one of 0016, whose question who may ask stays with the people.
create function app.sla_sweep_now() returns bigint language plpgsql security definer set search_path = '' as $$
declare
  moment timestamptz := clock_timestamp();
  marked bigint;
begin
  if not app.try_turn('sla_sweep') then return 0; end if;
  update app.turns set at = moment where name = 'sla_sweep';
  with late as (
    update public.tickets t set breached_at = t.due_at
    from (select s.id from public.tickets s
          where s.breached_at is null and s.status in ('open', 'assigned', 'in_progress', 'on_hold') and s.due_at < moment
            and (s.clock_stopped_at is null or s.due_at < s.clock_stopped_at) order by s.id for no key update skip locked) found
    where t.id = found.id returning t.id, t.due_at)
  insert into public.timeline (ticket_id, event) select l.id, 'sla_breached' from late l order by l.due_at, l.id;
  get diagnostics marked = row_count;
  if marked > 0 then perform pg_catalog.pg_notify('aglis', 'Tickets'); end if;
  return marked;
end $$;
create or replace function app.sla_sweep() returns bigint language plpgsql security definer set search_path = '' as $$
begin
  if app.staff_role() is null and not app.is_root() then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  return app.sla_sweep_now();
end $$;
-- Whoever asks does so until no invoice is left: at most 2,000 change at a time.
create function app.mark_late(out tickets bigint, out invoices bigint) language plpgsql volatile security definer set search_path = '' as $$
begin
  if not app.is_root() and not exists (select from public.workers w where w.login = session_user and w.enabled) then
    raise exception 'FORBIDDEN' using errcode = '42501';
  end if;
  tickets := app.sla_sweep_now();
  invoices := app.mark_overdue_at(clock_timestamp());
  if invoices > 0 then perform pg_catalog.pg_notify('aglis', 'Invoices'); end if;
end $$;
revoke all on function app.sla_sweep_now(), app.mark_late() from public;
grant execute on function app.mark_late() to aglis_worker;

reset role;
