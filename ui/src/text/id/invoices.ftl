# Tagihan
invoices-title = Tagihan
