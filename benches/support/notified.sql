-- Work for those whose logins are there, the same at every run: ten zones, open tickets as many as the setting bench.tickets says, of which
-- every other one is somebody's and one in four urgent, customers who pay, and what people were told before: as many notifications as
-- bench.notifications says for one person of the office, a hundredth of that for everybody else. Only the superuser can do this, without the
-- rules that watch each row.
set session_replication_role = replica;

insert into zones (id, name) overriding system value select z, 'Wilayah ' || z from generate_series(1, 10) z;
insert into contacts (id, name) overriding system value select c, 'Pelanggan ' || c from generate_series(1, 1000) c;
insert into customers (id, code, contact_id, name, status, zone_id) overriding system value
  select c, 'AGLS-' || 10000 + c, c, 'Pelanggan ' || c, 'active', c % 10 + 1 from generate_series(1, 1000) c;

insert into tickets (id, number, kind, priority, status, zone_id, lead_id, description, created_at, started_at, target_minutes, due_at, warning_at)
  overriding system value
  select t, 'TKT-202601-' || lpad(t::text, 6, '0'), 'repair', case when t % 4 = 0 then 'urgent' else 'normal' end,
    case when t % 2 = 1 then 'assigned' else 'open' end, t % 10 + 1, case when t % 2 = 1 then s.id end, 'internet mati sejak pagi, lampu merah menyala',
    now() - interval '1 hour', now() - interval '1 hour', 43200, now() + interval '30 days', now() + interval '20 days'
  from generate_series(1, current_setting('bench.tickets')::bigint) t
  join (select id, row_number() over (order by id) as place, count(*) over () as many from staff where role = 'technician') s on s.place = t / 2 % s.many + 1;
insert into ticket_words select id, zone_id, number, description from tickets;
insert into ticket_due select id, due_at from tickets;

insert into notifications (staff_id, seq, kind, event, record, record_id, arguments, priority, group_key, read_at, archived_at, created_at, updated_at)
  select s.id, n.n, k.kind, k.event, k.record, n.n % 1000 + 1, jsonb_build_object('number', 'TKT-202601-' || n.n, 'by', 'Siti'),
    (array['normal', 'high', 'urgent', 'low'])[n.n % 4 + 1], k.event || ':' || n.n,
    case when n.n <= s.many - 200 then now() - interval '1 hour' end, case when n.n % 10 = 0 and n.n <= s.many - 200 then now() - interval '1 hour' end, m.at, m.at
  from (select id, case when username = 'kantor1' then 1 else 100 end as share,
          current_setting('bench.notifications')::bigint / case when username = 'kantor1' then 1 else 100 end as many from staff) s
  cross join lateral generate_series(1, s.many) n (n)
  join (values (0, 'ticket', 'ticket_comment', 'ticket'), (1, 'registration', 'registration_status', 'registration'), (2, 'invoice', 'invoice_paid', 'invoice'),
               (3, 'message', 'message_failed', 'message'), (4, 'ticket', 'ticket_assigned', 'ticket')) k (place, kind, event, record) on k.place = n.n % 5
  cross join lateral (select now() - interval '1 day' - (s.many - n.n) * s.share * interval '1 minute' as at) m;
update notification_heads h set seq = m.seq from (select staff_id, max(seq) as seq from notifications group by staff_id) m where m.staff_id = h.staff_id;

set session_replication_role = origin;
