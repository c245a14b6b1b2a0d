"""Packages with which people write programs for people: bots, windows, pages, command lines, schedules.

They go by the names of their packages, whatever the language; each row is from the package's own pages.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign


def _program(what: str, packages: str, calls: str | None = None, *, bases: str | None = None) -> Sign:
    return sign(Subject.APPLICATION, what, packages, calls, bases=bases)


COMMAND_LINE = "a command-line program"
PAGE_WORDS = "a page"

PEOPLE_SIGNS: tuple[Sign, ...] = (
    # JavaScript and TypeScript.
    _program("a bot (Discord)", "discord.js eris", r".*\(\)\.(?:login|connect)"),
    _program("a bot (Telegram)", "telegraf grammy", r".*\(\)\.(?:launch|start|startPolling|webhookCallback)"),
    _program("a bot (Telegram)", "node-telegram-bot-api", r"(?:default|TelegramBot)(?:\(\)\.on\w*)?"),
    _program("a bot (Slack)", "@slack/bolt", r".*App\(\)\.start"),
    _program("a bot (WhatsApp)", "whatsapp-web.js @whiskeysockets/baileys", r".*(?:initialize|\w*[sS]ocket)"),
    _program("a bot (Teams)", "botbuilder", r".*Adapter\(\)\.process\w*", bases=r".*ActivityHandler"),
    _program("a window (Electron)", "electron", r"(?:default\.)?(?:app\.(?:whenReady|on)|BrowserWindow)"),
    _program("a terminal application (Ink)", "ink", r"render"),
    _program("scheduled jobs", "node-cron node-schedule cron bree agenda",
        r".*(?:[sS]chedule\w*|start|CronJob)"),
    _program(COMMAND_LINE, "commander", r".*\.parse(?:Async)?"),
    _program(COMMAND_LINE, "yargs", r".*(?:argv|parse\w*|demandCommand)"),
    _program(COMMAND_LINE, "cac citty clipanion @oclif/core", r".*(?:parse|runMain|run\w*|execute)"),
    # Go.
    _program("a bot (Discord)", "github.com/bwmarrin/discordgo", r"New\(\)\.Open"),
    _program(
        "a bot (Telegram)",
        "github.com/go-telegram-bot-api/telegram-bot-api gopkg.in/telebot.v3 gopkg.in/telebot.v4 "
        "gopkg.in/tucnak/telebot.v2 github.com/go-telegram/bot github.com/mymmrac/telego",
        r"New\w*\(\)\.(?:GetUpdatesChan|Start\w*|ListenForWebhook|UpdatesViaLongPolling)",
    ),
    _program("a bot (Slack)", "github.com/slack-go/slack*", r"New\w*\(\)\.(?:Run\w*|ManageConnection)"),
    _program("a window (Fyne)", "fyne.io/fyne*", r".*\(\)\.(?:ShowAndRun|Run)"),
    _program("a terminal application (Bubble Tea)", "github.com/charmbracelet/bubbletea", r"NewProgram"),
    _program("scheduled jobs", "github.com/robfig/cron github.com/go-co-op/gocron",
        r"New\w*\(\)\.(?:Start\w*|Run)"),
    _program(COMMAND_LINE, "github.com/spf13/cobra", r"Command\(\)\.Execute\w*"),
    _program(COMMAND_LINE, "github.com/urfave/cli", r"(?:New)?(?:App|Command)\(\)\.Run\w*"),
    _program(COMMAND_LINE, "github.com/alecthomas/kong", r"Parse|.*\.Run"),
    # Java, Kotlin, Scala.
    _program("a bot (Discord)", "net.dv8tion.jda* dev.kord* discord4j*",
        r".*\.(?:build|login|createDefault)"),
    _program(
        "a bot (Telegram)",
        "org.telegram.telegrambots* com.github.kotlintelegrambot* com.pengrad.telegrambot*",
        r".*\.(?:registerBot|startPolling|setUpdatesListener)",
        bases=r"TelegramLongPollingBot|TelegramWebhookBot|LongPollingSingleThreadUpdateConsumer",
    ),
    _program("a window (JavaFX)", "javafx*", bases=r"Application"),
    _program("a window (Swing)", "javax.swing*", r"JFrame(?:\(\)\.setVisible)?", bases=r"JFrame"),
    _program(COMMAND_LINE, "picocli*", r"CommandLine\(\)\.execute"),
    _program(COMMAND_LINE, "com.github.ajalt.clikt*", bases=r"CliktCommand|CoreCliktCommand"),
    _program(COMMAND_LINE, "scopt* com.monovore.decline*", r".*"),
    # C#.
    _program("a bot (Discord)", "Discord* DSharpPlus*", r"Discord\w*Client\(\)\.(?:StartAsync|ConnectAsync)"),
    _program("a bot (Telegram)", "Telegram.Bot*", r"TelegramBotClient\(\)\.(?:StartReceiving|ReceiveAsync)"),
    _program("a window (Windows Forms)", "System.Windows.Forms", r"Application(?:\(\))?\.Run", bases=r"Form"),
    _program(COMMAND_LINE, "System.CommandLine*", r".*\.(?:Invoke|InvokeAsync)"),
    # Ruby.
    _program("a bot (Discord)", "discordrb", r".*Bot\(\)\.run|.*Bot\.new\(\)\.run"),
    _program("a bot (Telegram)", "telegram/bot", r".*Client\.run"),
    _program(COMMAND_LINE, "thor", bases=r".*Thor"),
    # R and Julia.
    _program("a page (Shiny)", "shiny golem", r"shinyApp|runApp|shinyAppDir|with_golem_options"),
    _program("a page (Dash)", "Dash dash", r"run_server|Dash(?:\(\)\.run_server)?"),
    _program(COMMAND_LINE, "optparse argparse docopt ArgParse Comonicon", r"parse_args|docopt"),
)  # fmt: skip
