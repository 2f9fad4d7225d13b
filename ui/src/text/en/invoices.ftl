# Invoices
invoices-title = Invoices
