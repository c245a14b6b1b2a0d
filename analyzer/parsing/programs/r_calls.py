"""Which calls of R say more than that something is called: definitions, imports, handlers, tests."""

from __future__ import annotations

from analyzer.parsing.programs.facts import FROM_PACKAGE, NAME_DOT
from analyzer.parsing.programs.r_nodes import RNode, plain
from analyzer.text import word_set

# What only makes a value of other values: such calls are no facts.
PLAIN_CALL = "plain_call"
CALL, CLASS_CALL, CATCH_CALL, STOP_CALL = "call", "class_call", "catch_call", "stop_call"
IMPORT_CALL, PATH_CALL, DEFINING_CALL = "import_call", "path_call", "defining_call"
R_SETTING = "setting"
CALL_TYPES = (CALL, CLASS_CALL, CATCH_CALL, STOP_CALL, IMPORT_CALL, PATH_CALL, DEFINING_CALL)
# A block that is run like a function: the body of a test.
BLOCK_FUNCTION = "block_function"

R_PLAIN = word_set(
    "c return length names colnames rownames nrow ncol dim seq seq_along seq_len rep rev max min sum abs "
    "round floor ceiling sqrt exp log unique which nchar toupper tolower paste sprintf matrix data·frame aes "
    "tibble vector numeric character integer logical as·character as·integer as·Date factor as·factor "
    "as·numeric ifelse head tail order sort setdiff union any all append unlist invisible"
)
R_IMPORTERS = word_set(
    "library require requireNamespace loadNamespace attachNamespace source sys·source p_load pacman shelf "
    "pkg_attach pkg_attach2 libraries load_package tar_source tar_option_set use from_package"
)
# `lapply(packages, library, character.only = TRUE)`.
R_APPLIERS = word_set("lapply sapply vapply walk map for_each")
R_CLASS_MAKERS = word_set("R6Class setRefClass setClass new_class nn_module dataset luz_callback nn_Module")
R_TESTS_WITH_BLOCKS = word_set("test_that it describe with_parameters_test_that")
R_CATCHERS = word_set("tryCatch try withCallingHandlers try_fetch tryCatchLog")
R_STOPPERS = word_set("stop abort cli_abort rlang_abort stopf signalCondition cnd_signal forward_error")
R_PATHS = word_set("here file·path path normalizePath path_package system·file paste0")
R_LISTS = word_set("list")
R_DEFINERS = word_set("setMethod setReplaceMethod")


def called_name(node: RNode) -> str:
    """The last name of what is called, without its package or object."""
    called = node.fields.get("function")
    if called is None:
        return ""
    if called.type == "member":
        return called.fields["name"].value
    return called.value.rpartition(FROM_PACKAGE)[2] if called.type in ("identifier", "namespace") else ""


def called_package(node: RNode) -> str:
    """The package that a call names: `box` of `box::use()`."""
    called = node.fields.get("function")
    is_named = called is not None and called.type == "namespace"
    return called.value.partition(FROM_PACKAGE)[0] if called is not None and is_named else ""


def classify(node: RNode) -> None:
    """Give a call its type, and the functions and blocks among its arguments their names and types."""
    name = called_name(node)
    called = node.fields.get("function")
    if called is None or called.type == "member":
        return
    if name == "do\u00b7call" and node.arguments:
        _call_by_name(node)
        name = called_name(node)
    if name in R_PLAIN:
        node.type = PLAIN_CALL
        return
    if name in R_LISTS or name in R_CLASS_MAKERS:
        for each in node.arguments:
            value = each.fields.get("value") if each.type == "argument" else None
            if value is not None and value.type == "function":
                value.name = each.value
    if name in R_CLASS_MAKERS:
        node.type = CLASS_CALL
    elif name in R_TESTS_WITH_BLOCKS:
        _mark_blocks(node)
    elif name in R_CATCHERS:
        node.type = CATCH_CALL
    elif name in R_STOPPERS:
        node.type = STOP_CALL
    elif name in R_PATHS:
        _as_path(node)
    elif name in R_DEFINERS:
        _name_method(node)
    elif name in R_IMPORTERS or called_package(node) in ("box", "import") or _applies_importer(node, name):
        node.type = IMPORT_CALL


def _applies_importer(node: RNode, name: str) -> bool:
    return name in R_APPLIERS and any(
        each.type == "identifier" and each.value in R_IMPORTERS for each in node.arguments
    )


def _call_by_name(node: RNode) -> None:
    """`do.call(ranger::ranger, arguments)`, `do.call("ranger", arguments)`."""
    first, *rest = node.arguments
    if first.type == "argument":
        first = first.fields.get("value", first) if first.value == "what" else first
    if first.type == "string":
        first.type, first.value = "identifier", plain(first)
    if first.type in ("identifier", "namespace"):
        node.fields, node.arguments = {**node.fields, "function": first}, tuple(rest)


def _mark_blocks(node: RNode) -> None:
    for each in node.arguments:
        value = each.fields.get("value") if each.type == "argument" else each
        if value is not None and value.type == "block":
            value.type = BLOCK_FUNCTION


def _as_path(node: RNode) -> None:
    """`here("R", "model.R")` is a string if its parts are."""
    parts = [each for each in node.arguments if each.type != "argument"]
    if parts and all(each.type == "string" for each in parts):
        glue = "" if called_name(node) == "paste0" else "/"
        node.type, node.value = PATH_CALL, '"' + glue.join(each.value[1:-1] for each in parts) + '"'


def _name_method(node: RNode) -> None:
    """`setMethod("predict", "Model", function(object) ...)`: a method goes by the names of both."""
    words = [plain(each) for each in node.arguments if each.type == "string"]
    for each in node.arguments:
        if each.type == "function" and words:
            each.name = NAME_DOT.join(words[:2])
