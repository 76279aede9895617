"""What a person can get wrong with keys and configuration, each as one sentence with the place and the mend."""

from __future__ import annotations


class SettingsProblem(Exception):
    """The one exception of this folder that faces catch."""

    exit_code = 3


class WrongPassword(SettingsProblem):
    """The vault is whole, as far as can be told without the password, and this is not it."""


class WeakPassword(SettingsProblem):
    """A new password that is too short or too long."""


class VaultDamaged(SettingsProblem):
    """The vault's bytes are not what was written."""


class VaultWeakened(SettingsProblem):
    """The vault asks for less work per guess than this program accepts, or for more than it is willing to do."""


class VaultExposed(SettingsProblem):
    """Others on this machine may read or replace the vault."""


class VaultMissing(SettingsProblem):
    """There is no vault where one was named."""


class VaultExists(SettingsProblem):
    """A new vault would replace one that is there."""


class VaultChanged(SettingsProblem):
    """Another process gave the vault a new password since it was opened."""


class NoEntry(SettingsProblem):
    """The vault has no keys under that name."""


class FileTrouble(SettingsProblem):
    """A file could not be read or written."""


class BadName(SettingsProblem):
    """A name that could leave its folder, or that some system cannot store."""


class BadConfig(SettingsProblem):
    """A configuration value, key or file that cannot be used."""
