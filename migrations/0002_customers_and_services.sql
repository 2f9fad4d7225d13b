-- Who buys what, and where. A contact (a person with a phone) is not a customer (a contract partner with a code), and a
-- customer is not a service (a connection at an address). Two customers may share a phone; one may have two homes.

create table packages (
  id bigint generated always as identity primary key,
  code text not null constraint packages_code_key unique,
  name text not null,
  down_mbps int not null constraint packages_down_positive check (down_mbps > 0),
  up_mbps int not null constraint packages_up_positive check (up_mbps > 0),
  sla_level text not null default 'standard',
  set_up_fee bigint not null default 0 constraint packages_set_up_fee_range check (set_up_fee >= 0),
  active boolean not null default true
);
comment on table packages is 'Internet packages on sale, and those once sold.';

create table package_prices (
  package_id bigint not null constraint package_prices_package_fkey references packages,
  valid_from date not null,
  monthly_price bigint not null constraint package_prices_range check (monthly_price >= 0),
  constraint package_prices_pkey primary key (package_id, valid_from)
);
comment on table package_prices is 'Rupiah a month before tax, from a business day on.';

create function app.price_on(package bigint, day date) returns bigint language sql stable set search_path = '' as $$
  select monthly_price from public.package_prices where package_id = package and valid_from <= day order by valid_from desc limit 1
$$;
grant execute on function app.price_on(bigint, date) to aglis_admin, aglis_supervisor, aglis_office;

create table contacts (
  id bigint generated always as identity primary key,
  name text not null constraint contacts_name_length check (char_length(name) between 1 and 120),
  phone text constraint contacts_phone_e164 check (phone ~ '^\+[1-9][0-9]{9,14}$'),
  email text constraint contacts_email_length check (char_length(email) <= 320),
  created_at timestamptz not null default now()
);
comment on table contacts is 'People: name, phone (E.164), e-mail.';
create index contacts_name_trgm on contacts using gin (name gin_trgm_ops);
create index contacts_phone_trgm on contacts using gin (phone gin_trgm_ops);

-- The identity number stands apart, so that rights on it are simple: nobody selects it; app.reveal_identity answers, audited.
create table contact_identities (
  contact_id bigint constraint contact_identities_pkey primary key constraint contact_identities_contact_fkey references contacts,
  nik text not null constraint contact_identities_nik_form check (nik ~ '^[0-9]{16}$')
);
comment on table contact_identities is 'National identity numbers; readable only masked or through the audited reveal.';
create index contact_identities_nik_idx on contact_identities (nik);

create table customers (
  id bigint generated always as identity primary key,
  code text not null constraint customers_code_key unique,
  contact_id bigint not null constraint customers_contact_fkey references contacts,
  -- The contact's name again: lists sort and page by it with the customer's id, which an index must hold together.
  name text not null,
  status text not null default 'pending'
    constraint customers_status_known check (status in ('pending', 'active', 'suspended', 'terminated')),
  zone_id bigint not null constraint customers_zone_fkey references zones,
  tags text[] not null default '{}',
  -- Money paid above all invoices. What is owed is the sum of open invoices and kept in outstanding.
  balance bigint not null default 0 constraint customers_balance_range check (balance >= 0),
  outstanding bigint not null default 0,
  external_id text constraint customers_external_id_key unique,
  note text not null default '',
  deleted_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table customers is 'Contract partners, AGLS-12345. Rows written by approval and import; outstanding kept by triggers on invoices.';
create index customers_contact_idx on customers (contact_id);
create index customers_zone_idx on customers (zone_id, name, id);
create index customers_name_idx on customers (name, id);
create index customers_created_idx on customers (created_at, id);
create index customers_outstanding_idx on customers (outstanding, id);
create index customers_name_trgm on customers using gin (name gin_trgm_ops);
create index customers_code_trgm on customers using gin (code gin_trgm_ops);

create table odps (
  id bigint generated always as identity primary key,
  zone_id bigint not null constraint odps_zone_fkey references zones,
  code text not null constraint odps_code_key unique,
  ports int not null constraint odps_ports_range check (ports between 1 and 64)
);
comment on table odps is 'Optical distribution points and their number of ports.';
create index odps_zone_idx on odps (zone_id);

create table services (
  id bigint generated always as identity primary key,
  customer_id bigint not null constraint services_customer_fkey references customers,
  package_id bigint not null constraint services_package_fkey references packages,
  zone_id bigint not null constraint services_zone_fkey references zones,
  status text not null default 'pending'
    constraint services_status_known check (status in ('pending', 'active', 'suspended', 'terminated')),
  street text not null default '', rt text not null default '', rw text not null default '', kelurahan text not null default '',
  kecamatan text not null default '', city text not null default '', province text not null default '',
  lat double precision constraint services_lat_range check (lat between -90 and 90),
  lon double precision constraint services_lon_range check (lon between -180 and 180),
  odp_id bigint constraint services_odp_fkey references odps,
  odp_port int,
  -- What the customer agreed to pay where it differs from the price list (an import brings such prices).
  agreed_price bigint constraint services_agreed_price_range check (agreed_price >= 0),
  billing_day smallint not null default 1 constraint services_billing_day_range check (billing_day between 1 and 28),
  activated_on date,
  terminated_on date,
  external_id text constraint services_external_id_key unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint services_odp_port_key unique (odp_id, odp_port)
);
comment on table services is 'Connections at an address: pending, active, suspended (isolir), terminated.';
create index services_customer_idx on services (customer_id, id desc);
create index services_zone_idx on services (zone_id);
create index services_package_idx on services (package_id);
