-- Messages in the palette: the newest that a piece of a telephone number fits, in the palette's time also among a million.
set local role aglis_owner;

-- Of a short piece thousands are found, and sorting them would take longer than reading the newest; of a long one so few that the
-- index finds them at once. The newest are read first, and the index is asked only where they do not fill the answer.
create or replace function app.find_messages(p_phone text, p_ids bigint[], p_each int)
returns table (kind text, id bigint, title text, detail text, phone text, state text)
language plpgsql stable security definer set search_path = '' as $$
declare
  everything constant boolean := app.sees_all();
  zones constant bigint[] := app.my_zones();
  newest bigint[];
begin
  if app.staff_role() is null then raise exception 'FORBIDDEN' using errcode = '42501'; end if;
  if app.staff_role() = 'technician' then return; end if;
  return query
    select 'message', m.id, '#' || m.id, m.recipient_name, case when m.recipient like '+%' then m.recipient end, m.status from public.messages m
    where m.id = any (p_ids) and (everything or m.zone_id = any (zones)) limit p_each;
  if p_phone is null then return; end if;
  newest := array(
    select n.id from (select m.id, m.recipient, m.zone_id from public.messages m order by m.id desc limit 4000) n
    where n.recipient like '%' || p_phone || '%' and (everything or n.zone_id = any (zones)) order by n.id desc limit p_each);
  if cardinality(newest) < p_each then
    newest := array(
      select x.id from (
        select m.id from public.messages m
        where m.recipient like '%' || p_phone || '%' and (everything or m.zone_id = any (zones)) offset 0) x
      order by x.id desc limit p_each);
  end if;
  return query
    select 'message', m.id, '#' || m.id, m.recipient_name, m.recipient, m.status from public.messages m
    where m.id = any (newest) order by m.id desc;
end $$;
reset role;
