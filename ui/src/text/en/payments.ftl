# Payments
payments-title = Payments
payments-payment = Payment
payments-empty = No payments yet
payments-empty-hint = Payments are recorded here, or on the page of a customer or an invoice.
payments-received = Received
payments-recorded-by = Recorded by
payments-recorded-at = Recorded at
payments-allocations = Towards invoices
payments-left = Left as the customer's credit
payments-receipt = Save receipt
payments-reverse = Take payment back
payments-reverse-opens = Payment { $number } of { $amount } no longer counts. Open again: { $invoices }.
payments-reverse-opens-credit = Payment { $number } of { $amount } no longer counts. Open again: { $invoices }. The customer's credit shrinks by { $credit }.
payments-reverse-credit = Payment { $number } of { $amount } no longer counts. The customer's credit shrinks by { $credit }; no invoice opens again.
payments-reversed = Payment { $number } was taken back.

# Recording money and using credit
money-take = Record a payment
money-taken = Payment { $number } is recorded.
money-taken-credit = Payment { $number } is recorded. { $credit } became the customer's credit.
money-owes = { $outstanding } to pay, { $credit } credit
money-shares = For invoices, the longest due first
money-share-hint = { $balance } left · due { $due } · { $status }
money-no-invoices = This customer has no open invoices.
money-more-invoices = Only the { $count } oldest invoices are shown.
money-given = For invoices
money-becomes-credit = Becomes the customer's credit
money-stays-credit = Credit that is left
money-credit-text = { $credit } is used for no invoice and becomes the customer's credit.
money-rest = What this invoice does not need
money-rest-spread = Spread over the other open invoices
money-rest-keep = Keep as credit
money-use = Use credit
money-use-text = The customer's credit is { $credit }. The money that came first is used first.
money-used = { $used } of the credit is used. { $credit } is left.
