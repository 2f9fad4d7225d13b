-- What gateways tell of their own accord. Fonnte names a message by its id and by a second number, the state's, and from then on by
-- the second alone; which belongs to which has to be remembered, also where the calls come in another order.
set local role aglis_owner;

create table gateway_aliases (
  gateway smallint not null, alias text not null, ref text not null,
  at timestamptz not null default clock_timestamp(),
  constraint gateway_aliases_pkey primary key (gateway, alias),
  constraint gateway_aliases_alias_length check (char_length(alias) between 1 and 190),
  constraint gateway_aliases_ref_length check (char_length(ref) between 1 and 200)
);
comment on table gateway_aliases is 'Second numbers by which a gateway reports on messages, and the number each stands for. Kept 30 days.';
create index gateway_aliases_at_idx on gateway_aliases (at);
alter table gateway_aliases enable row level security;
revoke all on gateway_aliases from public;

-- They go with the reports that they were told in.
create function app.forget_aliases() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.gateway_aliases where at < clock_timestamp() - interval '30 days';
  return null;
end $$;
create trigger gateway_reports_forget_aliases after delete on gateway_reports for each statement execute function app.forget_aliases();

-- Which kind of gateway reports at a path; none where no gateway does. Whoever hears calls has to know how they are signed.
create function app.hook_kind(p_path text) returns text language sql stable security definer set search_path = '' as $$
  select g.kind from public.gateways g where g.webhook_path = p_path
$$;

-- As in 0027, and: an element may name its message by alias, with ref (from then on both are known) or without.
create or replace function app.report_messages(p_path text, p_reports jsonb) returns int language plpgsql volatile security definer set search_path = '' as $$
declare
  way smallint;
  told jsonb;
  touched bigint[];
  fresh int;
  learnt int;
  moment timestamptz := clock_timestamp();
begin
  -- One call of a gateway after the other, so that a number and what is told under it do not miss each other.
  select g.id into way from public.gateways g where g.webhook_path = p_path for no key update;
  if way is null then return null; end if;
  with named as (
    select distinct on (r.alias) r.alias, r.ref from jsonb_to_recordset(p_reports) r (ref text, alias text)
    where char_length(r.alias) between 1 and 190 and char_length(r.ref) between 1 and 200 order by r.alias),
  kept as (
    insert into public.gateway_aliases (gateway, alias, ref) select way, n.alias, n.ref from named n on conflict do nothing returning alias, ref)
  -- What was told under the second number before anybody knew whose it is.
  insert into public.gateway_reports (gateway, ref, status, reason, at)
    select way, k.ref, g.status, g.reason, g.at from kept k join public.gateway_reports g on g.gateway = way and g.ref = 'alias:' || k.alias
    order by k.ref, g.status on conflict do nothing;
  get diagnostics learnt = row_count;
  select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('ref', coalesce(r.ref, a.ref, 'alias:' || r.alias))), '[]') into told
    from jsonb_to_recordset(p_reports) r (ref text, alias text, status text, reason text, at timestamptz, own bigint, phone text)
    left join public.gateway_aliases a on a.gateway = way and a.alias = r.alias
    where char_length(r.ref) between 1 and 200 or r.ref is null and char_length(r.alias) between 1 and 190;
  insert into public.gateway_reports (gateway, ref, status, reason, at)
    -- A gateway's clock may be wrong.
    select way, r.ref, r.status, left(r.reason, 500), case when r.at between moment - interval '30 days' and moment then r.at else moment end
    from jsonb_to_recordset(told) r (ref text, status text, reason text, at timestamptz)
    where r.status in ('sent', 'delivered', 'read', 'failed') order by r.ref, r.status on conflict do nothing;
  get diagnostics fresh = row_count;
  if fresh + learnt > 0 then
    update public.messages m set gateway_ref = r.ref, gateway = way::text
      from jsonb_to_recordset(told) r (ref text, own bigint, phone text)
      where m.gateway_ref is null and m.status in ('unknown', 'sending') and not exists (select from public.messages o where o.gateway = way::text and o.gateway_ref = r.ref)
        and (m.id = r.own or r.own is null and m.recipient = r.phone and m.status = 'unknown'
             and 1 = (select count(*) from public.messages u where u.status = 'unknown' and u.recipient = r.phone and u.gateway_ref is null));
    select array_agg(m.id) into touched from public.messages m where m.gateway = way::text and m.gateway_ref in (select r.ref from jsonb_to_recordset(told) r (ref text));
    perform app.apply_reports(touched);
    update public.messages m set unknown_at = null where m.id = any (touched) and m.status <> 'unknown' and m.unknown_at is not null;
    perform pg_notify('aglis', 'Messages');
  end if;
  return fresh;
end $$;

-- A gateway that refuses a message because its recipient wants none: from now on we know it as well. A text of no category of
-- its own is one that goes to many.
create function app.note_gateway_optout() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.message_optouts (recipient, category, how, by_staff)
    values (new.recipient, coalesce(app.message_category(new.template), 'broadcast'), 'gateway', null) on conflict do nothing;
  return null;
end $$;
create trigger messages_note_gateway_optout after update of status, reason on messages for each row
  when (new.status = 'failed' and new.reason like 'OPTED\_OUT%' and new.class <> 'otp' and new.recipient like '+%' and old.reason is distinct from new.reason)
  execute function app.note_gateway_optout();

revoke all on function app.hook_kind(text), app.report_messages(text, jsonb), app.forget_aliases(), app.note_gateway_optout() from public;
grant execute on function app.hook_kind(text), app.report_messages(text, jsonb) to aglis_worker;

reset role;
