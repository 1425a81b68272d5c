"""A Discord on your own machine: REST v10, the gateway, and people you can drive from Python.

    async with Playground() as discord:
        # start a bot with DISCORD_API_URL=discord.api_url, DISCORD_GATEWAY_URL=discord.gateway_url
        await discord.bot_ready()
        ada, general = discord.person("Ada"), discord.guild("Studio").channel("general")
        card = await (await ada.slash("relax", channel=general)).message()
        await ada.press(card, "Stop")

The real bot needs nothing but the two addresses and the token: it is an unmodified discord.py
process. What it did stands in `discord.ledger`; what shall go wrong is said to `discord.faults`.
"""

from .acts import AutocompleteResult, Deferred, Interaction, InteractionFailed, Modal
from .asking import BadOption, NoSuchCommand
from .limits import Limits, Rule
from .people import CannotSee, NoSuchButton, Person
from .places import Channel, Guild
from .playground import Playground
from .seen import Button, Message
from .server import Timing
from .world import Intent

__all__ = [
    "AutocompleteResult",
    "BadOption",
    "Button",
    "CannotSee",
    "Channel",
    "Deferred",
    "Guild",
    "Intent",
    "Interaction",
    "InteractionFailed",
    "Limits",
    "Message",
    "Modal",
    "NoSuchButton",
    "NoSuchCommand",
    "Person",
    "Playground",
    "Rule",
    "Timing",
]
