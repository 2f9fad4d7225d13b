# Settings
settings-title = Settings
