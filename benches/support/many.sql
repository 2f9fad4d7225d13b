-- A provider with many customers, the same at every run: ten zones, and as many contacts, customers, services, registrations,
-- tickets and invoices as the setting bench.rows says. Only the superuser can do this, without the rules that watch each row.
-- Multiplying with primes scatters the values, so that no order a list can ask for is the order in which the rows lie, and
-- dividing by the number of zones keeps states and packages from depending on the zone.
set session_replication_role = replica;

insert into zones (id, name) overriding system value select z, 'Wilayah ' || z from generate_series(1, 10) z;
insert into packages (id, code, name, down_mbps, up_mbps) overriding system value
  select p, 'HOME-' || p * 10, 'Rumah ' || p * 10, p * 10, p * 10 from generate_series(1, 8) p;
insert into package_prices (package_id, valid_from, monthly_price) select id, '2020-01-01', down_mbps * 7500 from packages;
insert into staff (id, username, name, role) overriding system value
  select 1000 + t, 'teknisi' || t, 'Teknisi ' || t, 'technician' from generate_series(1, 40) t;

create temp table home as
  select i as id,
    (i * 7919) % 10 + 1 as zone,
    (i / 10 * 104729) % 8 + 1 as package,
    (array['Adi', 'Agus', 'Ani', 'Ayu', 'Bambang', 'Budi', 'Citra', 'Dedi', 'Dewi', 'Dian', 'Eko', 'Endang', 'Fajar', 'Fitri', 'Gita', 'Hadi',
           'Hendra', 'Indah', 'Joko', 'Kartika', 'Lestari', 'Made', 'Maya', 'Nanda', 'Ningsih', 'Nur', 'Putri', 'Rahmat', 'Ratna', 'Rina',
           'Rizki', 'Rudi', 'Sari', 'Sinta', 'Siti', 'Slamet', 'Sri', 'Tono', 'Wati', 'Yuni', 'Zainal'])[(i * 6007) % 41 + 1] || ' ' ||
    (array['Anggraini', 'Firmansyah', 'Gunawan', 'Hakim', 'Handayani', 'Hartono', 'Hidayat', 'Irawan', 'Kurniawan', 'Kusuma', 'Lubis',
           'Maharani', 'Maulana', 'Nasution', 'Nugroho', 'Pangestu', 'Permata', 'Prasetyo', 'Pratama', 'Purnama', 'Putra', 'Rahayu',
           'Ramadhan', 'Safitri', 'Saputra', 'Setiawan', 'Simanjuntak', 'Siregar', 'Situmorang', 'Suharto', 'Sulistyo', 'Susanto',
           'Sutrisno', 'Utami', 'Wahyudi', 'Wibowo', 'Wijaya'])[(i * 3571) % 37 + 1] as name,
    '+628' || (11 + i * 31 % 9) || lpad((i * 15485863 % 100000000)::text, 8, '0') as phone,
    'Kecamatan ' || (i * 7919) % 10 * 12 + (i * 613) % 12 + 1 as kecamatan,
    timestamptz '2023-01-02 01:00+00' + i * 7907 % 1000000 * interval '90 seconds' as made_at
  from generate_series(1::bigint, current_setting('bench.rows')::bigint) i;

insert into contacts (id, name, phone, created_at) overriding system value
  select id, name, case when id % 11 > 0 then phone end, made_at from home;
insert into customers (id, code, contact_id, name, status, zone_id, outstanding, external_id, created_at) overriding system value
  select id, 'AGLS-' || 10000 + id, id, name, (array['active', 'active', 'active', 'suspended', 'terminated'])[id / 10 % 5 + 1], zone,
    case when id / 10 % 4 = 0 then id * 6007 % 97 * 5000 else 0 end, case when id % 3 = 0 then 'OLD-' || id end, made_at from home;
insert into services (id, customer_id, package_id, zone_id, status, street, kecamatan, city, activated_on) overriding system value
  select id, id, package, zone, (array['active', 'active', 'active', 'suspended', 'terminated'])[id / 10 % 5 + 1], 'Jl. Melati ' || id % 200, kecamatan,
    'Bandung', made_at::date from home;
insert into registrations (id, number, status, status_since, name, phone, kecamatan, zone_id, package_id, preferred_date, customer_id, service_id,
                           created_at) overriding system value
  select id, 'REG-' || to_char(made_at, 'YYYYMM') || '-' || lpad(id::text, 6, '0'),
    (array['installed', 'installed', 'installed', 'pending_verification', 'verified', 'approved'])[id % 6 + 1], made_at + interval '5 hours', name,
    phone, kecamatan, zone, package, case when id % 2 = 0 then made_at::date + 3 end, id, id, made_at from home;
insert into tickets (id, number, kind, priority, status, resolution, customer_id, service_id, zone_id, lead_id, description, due_at, created_at)
  overriding system value
  select t.id, 'TKT-' || to_char(t.made_at, 'YYYYMM') || '-' || lpad(t.id::text, 6, '0'),
    (array['repair', 'installation', 'maintenance', 'wifi_setup'])[t.id % 4 + 1],
    (array['normal', 'normal', 'high', 'urgent', 'low'])[t.id % 5 + 1],
    (array['closed', 'closed', 'completed', 'open', 'assigned'])[t.id % 5 + 1], 'selesai', c.id, c.id, c.zone,
    case when t.id % 5 <> 3 then 1001 + t.id % 40 end, 'internet mati sejak pagi, lampu merah menyala', t.made_at + interval '1 day', t.made_at
  from home t join home c on c.id = t.id * 40503 % current_setting('bench.rows')::bigint + 1;
insert into ticket_words select id, zone_id, number, description from tickets;
insert into ticket_due select id, due_at from tickets;
insert into invoices (id, number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total, paid) overriding system value
  select i.id, 'INV-' || to_char(i.made_at, 'YYYYMM') || '-' || lpad(i.id::text, 6, '0'), 'manual', c.id, c.zone,
    date_trunc('month', i.made_at)::date, case when i.id % 4 = 0 then 'issued' else 'paid' end, i.made_at::date, i.made_at::date + 20,
    i.package * 75000, i.package * 75000, i.package * 75000, case when i.id % 4 = 0 then 0 else i.package * 75000 end
  from home i join home c on c.id = i.id * 69621 % current_setting('bench.rows')::bigint + 1;

drop table home;
set session_replication_role = origin;
analyze;
