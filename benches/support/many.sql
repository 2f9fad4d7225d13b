-- A provider with many customers, the same at every run: ten zones, as many contacts, customers, services and registrations as
-- the setting bench.rows says, five times as many tickets, ten times as many invoices, a payment for nine invoices in ten,
-- ten times as many messages, and a trail of ten times as many lines. One ticket in fifty is open; each of 48 technicians has a hundredth of the past ones.
-- Only the superuser can do this, without the rules that watch each row. Multiplying with primes scatters the values, so that
-- no order a list can ask for is the order in which the rows lie, and dividing by the number of zones keeps states and packages
-- from depending on the zone.
set session_replication_role = replica;
set work_mem = '256MB';
set maintenance_work_mem = '512MB';

-- Indexes are made once all rows are there, which takes a third of the time.
create temp table put_aside as
  select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
  where i.indrelid = any ('{customers,services,contacts,registrations,tickets,ticket_words,invoices,payments,audit_rows,audit_batches,messages}'::regclass[])
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid);
do $$
declare
  named text;
begin
  for named in select name from put_aside loop
    execute 'drop index ' || named;
  end loop;
end $$;

insert into zones (id, name) overriding system value select z, 'Wilayah ' || z from generate_series(1, 10) z;
insert into packages (id, code, name, down_mbps, up_mbps) overriding system value
  select p, 'HOME-' || p * 10, 'Rumah ' || p * 10, p * 10, p * 10 from generate_series(1, 8) p;
insert into package_prices (package_id, valid_from, monthly_price) select id, '2020-01-01', down_mbps * 7500 from packages;
insert into staff (id, username, name, role) overriding system value
  select 1000 + t, 'teknisi' || t, 'Teknisi ' || t, 'technician'::staff_role from generate_series(1, 48) t
  union all select 1100 + t, 'kantor' || t, 'Kantor ' || t, 'office'::staff_role from generate_series(1, 12) t;

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
insert into services (id, customer_id, package_id, zone_id, status, street, kelurahan, kecamatan, city, activated_on) overriding system value
  select id, id, package, zone, (array['active', 'active', 'active', 'suspended', 'terminated'])[id / 10 % 5 + 1],
    'Jl. ' || (array['Melati', 'Mawar', 'Kenanga', 'Anggrek', 'Flamboyan', 'Cempaka', 'Merdeka', 'Sudirman', 'Diponegoro', 'Kartini'])[id / 10 * 4973 % 10 + 1]
      || ' No. ' || id * 911 % 200 + 1, (array['Sukajadi', 'Cigadung', 'Antapani', 'Cibiru', 'Margahayu', 'Arcamanik', 'Sukarasa', 'Ciumbuleuit'])[id / 10 * 613 % 8 + 1] || ' ' || id * 613 % 30 + 1, kecamatan, 'Bandung', made_at::date from home;
insert into registrations (id, number, status, status_since, name, phone, kecamatan, zone_id, package_id, preferred_date, customer_id, service_id,
                           created_at) overriding system value
  select id, 'REG-' || to_char(made_at, 'YYYYMM') || '-' || lpad(row_number() over (partition by to_char(made_at, 'YYYYMM') order by id)::text, 5, '0'),
    case id % 40 when 0 then 'pending_verification' when 1 then 'verified' when 2 then 'approved' else 'installed' end,
    made_at + interval '5 hours', name, phone, kecamatan, zone, package, case when id % 2 = 0 then made_at::date + 3 end, id, id, made_at from home;

-- Moments of three years, scattered; running numbers by month, as the program gives them.
create temp table moment as
  select i as id, i * 40503 % current_setting('bench.rows')::bigint + 1 as customer,
    timestamptz '2024-01-02 01:00+00' + i * 7907 % 1000003 * interval '90 seconds' as made_at
  from generate_series(1::bigint, 10 * current_setting('bench.rows')::bigint) i;
insert into tickets (id, number, kind, priority, status, resolution, customer_id, service_id, zone_id, lead_id, description, due_at, created_at)
  overriding system value
  select t.id, 'TKT-' || to_char(t.made_at, 'YYYYMM') || '-' || lpad(row_number() over (partition by to_char(t.made_at, 'YYYYMM') order by t.id)::text, 5, '0'),
    (array['repair', 'installation', 'maintenance', 'wifi_setup'])[t.id % 4 + 1],
    (array['normal', 'normal', 'high', 'urgent', 'low'])[t.id % 5 + 1],
    case when t.id % 100 = 0 then 'open' when t.id % 50 = 25 then 'assigned' when t.id % 5 = 1 then 'completed' else 'closed' end, 'selesai',
    c.id, c.id, c.zone, case when t.id % 100 > 0 then 1001 + t.id / 100 % 48 end,
    (array['internet mati sejak pagi, lampu merah menyala', 'lambat pada malam hari', 'kabel putus tertimpa pohon', 'minta pindah modem'])[t.id / 7 % 4 + 1],
    t.made_at + interval '1 day', t.made_at
  from moment t join home c on c.id = t.customer where t.id <= 5 * current_setting('bench.rows')::bigint;
insert into ticket_words select id, zone_id, number, description from tickets;
insert into ticket_due select id, due_at from tickets;
insert into invoices (id, number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total, paid) overriding system value
  select i.id, 'INV-' || to_char(i.made_at, 'YYYYMM') || '-' || lpad(row_number() over (partition by to_char(i.made_at, 'YYYYMM') order by i.id)::text, 5, '0'),
    'manual', c.id, c.zone, date_trunc('month', i.made_at)::date,
    case i.id % 20 when 0 then 'issued' when 10 then 'overdue' else 'paid' end, i.made_at::date, i.made_at::date + 20,
    c.package * 75000, c.package * 75000, c.package * 75000, case when i.id % 10 = 0 then 0 else c.package * 75000 end
  from moment i join home c on c.id = i.customer;
insert into payments (id, number, customer_id, zone_id, amount, method, received_at, reference, recorded_by) overriding system value
  select i.id, 'PAY-' || to_char(i.made_at, 'YYYYMM') || '-' || lpad(row_number() over (partition by to_char(i.made_at, 'YYYYMM') order by i.id)::text, 5, '0'),
    c.id, c.zone, c.package * 75000, (array['cash', 'bank_transfer', 'qris', 'virtual_account'])[i.id % 4 + 1], i.made_at + interval '3 days',
    'TRX' || i.id * 15485863 % 10000000, 1101 + i.id % 12
  from moment i join home c on c.id = i.customer where i.id % 10 > 0;
insert into payment_allocations (payment_id, invoice_id, amount) select id, id, amount from payments;
-- A message for each invoice; those of a fifth of the customers' tickets are about the ticket.
insert into messages (id, class, template, recipient, recipient_name, body, status, customer_id, ticket_id, invoice_id, zone_id, queued_at, sent_at, ended_at)
  overriding system value
  select i.id, case i.id % 5 when 0 then 'notification' else 'bulk' end, case i.id % 5 when 0 then 'ticket-created' else 'invoice-issued' end, c.phone, c.name,
    'Yth. ' || c.name || ', tagihan internet Anda bulan ini sudah terbit. Mohon dibayar sebelum tanggal 20.',
    case i.id % 50 when 0 then 'failed' when 1 then 'sent' else 'delivered' end, c.id, case when i.id % 5 = 0 then i.id / 5 end,
    case when i.id % 5 > 0 then i.id end, c.zone, i.made_at, i.made_at, i.made_at
  from moment i join home c on c.id = i.customer;
-- The migrations left a few lines of their own.
insert into audit_batches (id, txid, at, login, staff_id, device, app_version, sealed, hash) overriding system value
  select 1000 + id, id::text::xid8, made_at, 'kantor' || id % 12 + 1, 1101 + id % 12, 'PC-' || id % 12, '1.0.0', 1000 + id, '\x00'
  from moment where id <= 5 * current_setting('bench.rows')::bigint;
insert into audit_rows (batch_id, record, record_id, action, zone_id, staff_id, after)
  select 1001 + i.id / 2, 'invoices', i.id, case i.id % 3 when 0 then 'insert' else 'update' end, i.customer * 7919 % 10 + 1, 1101 + (i.id / 2 + 1) % 12,
    jsonb_build_object('status', 'paid')
  from moment i where i.id < 10 * current_setting('bench.rows')::bigint;

do $$
declare
  made text;
begin
  for made in select definition from put_aside loop
    execute made;
  end loop;
end $$;

drop table home, moment, put_aside;
set session_replication_role = origin;
reset work_mem;
reset maintenance_work_mem;
