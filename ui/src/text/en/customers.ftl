# Customers
customers-title = Customers
customers-empty = No customers yet
customers-empty-hint = Approve a registration, or import from another system.
customers-code = Code
customers-outstanding = Outstanding
customers-credit = Credit
customers-tags = Tags
customers-since = Customer since
customers-services = Services
customers-invoices = Invoices
customers-tickets = Tickets
customers-billing-day = billed on day { $day }
