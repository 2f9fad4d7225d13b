# Payments
payments-title = Payments
payments-payment = Payment
payments-empty = No payments yet
payments-empty-hint = Payments are recorded on their invoice.
payments-received = Received
payments-recorded-by = Recorded by
payments-recorded-at = Recorded at
payments-allocations = Towards invoices
payments-left = Left as the customer's credit
