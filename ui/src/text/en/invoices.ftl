# invoices
