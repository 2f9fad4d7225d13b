# Settings
settings-title = Settings
settings-company = Company
settings-name = Company name
settings-zone = Time zone
settings-qris = Static QRIS code
settings-qris-hint = The text behind the bank's QRIS picture; leave empty for none
settings-account = Account
settings-bank = Bank
settings-number = Account number
settings-holder = Holder
settings-add-account = Add account
settings-changed = Somebody else has just changed the company data. What you had not saved is discarded.
settings-keep-mine = Use mine
