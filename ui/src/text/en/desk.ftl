# Choosing a workspace
desk-choose = Welcome to AGLIS
desk-choose-text = Where does your company's data live?
desk-local-demo = Try it with demo data
desk-local-demo-text = 2,000 invented customers on this computer. Ready in a moment.
desk-local-empty = Start empty on this computer
desk-local-empty-text = A database of its own on this computer, nothing to set up.
desk-shared = Use a shared database
desk-shared-text = The server your whole office uses. You need its address and a login.
desk-shared-form = Your admin knows the address. The connection is always encrypted and the certificate always checked.
desk-host = Server address
desk-port = Port
desk-database = Database name
desk-ca = CA certificate (PEM)
desk-ca-hint = Only when the server has a CA of its own. Paste the content of the file here.
desk-test-title = Connection test
desk-test = Test
desk-test-good = Connected in { $milliseconds } ms. { $server }
desk-use-shared = Use this database
desk-leave = Choose another workspace

# Preparing
desk-preparing = Preparing the workspace
desk-preparing-text = The first time takes longer. You need not wait at this window.
desk-preparing-step = Working…
desk-broken = The workspace cannot be opened
desk-broken-text = Your data has not been changed. Try again, or send the diagnostics file to whoever helps you.

# First admin
desk-first-admin = First admin
desk-first-admin-text = This workspace is still empty. Make a login for the person who looks after it.
desk-first-admin-submit = Create and sign in
desk-company = Company name
desk-company-hint = Shown at the top of the window and on invoices.
desk-name = Full name
desk-username = Login name
desk-username-hint = 3–32 characters: lower-case letters, digits, dots or underscores; a letter first.
desk-password = Password
desk-password-hint = At least 12 characters. A short sentence is easier to remember.
desk-password-repeat = Repeat the password
desk-password-kept = May stay empty: the password is kept on this computer.

# Signing in
desk-sign-in = Sign in
desk-remember = Remember me on this computer
desk-demo-logins = Demo accounts
desk-unlock = Unlock
desk-locked-text = The screen is locked. What you were typing is still there.

# Preferences
desk-language = Language
desk-theme = Colours
desk-theme-system = As the system
desk-theme-light = Light
desk-theme-dark = Dark
desk-lock = Lock automatically
desk-lock-hint = Ctrl-L locks at once.
desk-lock-never = Never
desk-lock-after = { $count ->
    [one] After 1 idle minute
   *[other] After { $count } idle minutes
}
desk-tray = Closing the window keeps AGLIS in the tray
desk-pdf-folder = PDF folder
desk-choose-folder = Choose a folder
desk-open-folder = Open the folder

# About
desk-version = Version
desk-commit = Build
desk-platform = System
desk-diagnostics = Make a diagnostics file
desk-diagnostics-text = The diagnostics file holds logs, versions and settings, no password and no customer data.
desk-diagnostics-done = Saved to { $path }

problem-certificate-format = This is not a PEM certificate. It has to begin with -----BEGIN CERTIFICATE-----.
problem-host-format = A host name has letters, digits, dots and hyphens, such as db.example.co.id.
problem-database-format = A database name has letters, digits, hyphens and underscores.
problem-port-range = A port is a number from 1 to 65535.
problem-password-repeat = The two passwords differ.
# One's own password
desk-password-change = Change password
desk-password-change-text = Other windows that use your login have to sign in again.
desk-password-current = Present password
desk-password-new = New password
desk-password-changed = Your password is changed.
desk-csv-mark = Export CSV for Excel (begins with a UTF-8 mark)

# One's own profile
desk-profile-text = Login name, role and zones are up to an admin.
desk-profile-language = The language of the window on this computer is set under Preferences.

# Devices
desk-devices = Devices
desk-devices-text = Computers where this login is used. Whoever is signed out has to type the password again; a computer that is offline signs out as soon as it connects. If a computer is lost, change the password as well.
desk-devices-none = Never signed in from any computer.
desk-device = Computer
desk-device-since = Signed in since
desk-device-seen = Last seen
desk-device-this = this computer
desk-device-ended = signed out
desk-device-end = Sign out at { $name }
desk-device-told = The session at { $name } is told to sign out.
