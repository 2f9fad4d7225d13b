-- Lists of a hundred thousand rows: the columns people sort and filter by every day, the words they search for, and the
-- number of rows that stands under each list. The list engine ends every order with the id, so the indexes do, too.
--
-- Left without an index are the orders that few ask for: kinds, priorities and people of tickets, packages, districts and
-- zones. Such a page takes as long as reading the table once; an index would cost every change.

-- Customers: who is suspended, whose number is this, and how many there are. Counting reads the smallest index that knows
-- the zone and leaves out who was deleted.
create index customers_status_idx on customers (status, id) where deleted_at is null;
create index customers_counted_idx on customers (zone_id) where deleted_at is null;
create index customers_external_id_trgm on customers using gin (external_id gin_trgm_ops);
create index contacts_phone_idx on contacts (phone);

-- Registrations: by applicant and by how long they have waited; a search looks for number, district and phone as well.
create index registrations_name_idx on registrations (name, id);
create index registrations_status_since_idx on registrations (status_since, id);
create index registrations_number_trgm on registrations using gin (number gin_trgm_ops);
create index registrations_kecamatan_trgm on registrations using gin (kecamatan gin_trgm_ops);
create index registrations_phone_trgm on registrations using gin (phone gin_trgm_ops);

-- Tickets: by state; a search looks for the number and for what was reported.
create index tickets_status_idx on tickets (status, id);
create index tickets_number_trgm on tickets using gin (number gin_trgm_ops);
create index tickets_description_trgm on tickets using gin (description gin_trgm_ops);

-- Invoices: by state, by the day they are due, by amount and by what is still owed.
create index invoices_status_idx on invoices (status, id);
create index invoices_due_idx on invoices (due_on, id);
create index invoices_total_idx on invoices (total, id);
create index invoices_balance_idx on invoices ((total - paid), id);
create index invoices_number_trgm on invoices using gin (number gin_trgm_ops);
create index invoices_external_id_trgm on invoices using gin (external_id gin_trgm_ops);
