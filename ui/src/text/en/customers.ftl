# Customers
customers-title = Customers
