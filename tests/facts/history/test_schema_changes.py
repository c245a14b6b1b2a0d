from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.history.schema_changes import LONGEST_STEP_PATH, migration_step, migrations_added
from tests.support.snapshots import commit, snapshot

STEPS = {
    "alembic/versions/7ff505f31b77_first.py": "7ff505f31b77",
    "services/api/alembic/versions/7ff505f31b77_renamed_later.py": "7ff505f31b77",
    "backend/migrations/versions/2024_05_01_1200-abc_add_table.py": "2024_05_01_1200-abc_add_table",
    "shop/migrations/0007_order_total.py": "shop/0007_order_total",
    "src/orders/migrations/0007_order_total.py": "orders/0007_order_total",
    "db/migrate/20220914142332_create_projects.rb": "20220914142332_create_projects",
    "prisma/migrations/20240102030405_init/migration.sql": "20240102030405_init",
    "migrations/2024-01-02-030405_users/up.sql": "2024-01-02-030405_users",
    "core/src/main/resources/db/migration/V2.4__Store_proto.sql": "2.4__Store_proto",
    "migrations/20230102_add_index.js": "20230102_add_index",
    "lib/db/migrations/009_uniqueness.ts": "009_uniqueness",
    "migrations/001_initial.py": "001_initial",
    "app/migrations/add_bot_modes.sql": "add_bot_modes",
    "migrations/create-users.sql": "create-users",
    "migrations/000012_users.up.sql": "000012_users",
    "database/migrations/2014_10_12_000000_create_users.php": "2014_10_12_000000_create_users",
    "src/Shop.Persistence/Migrations/20250829203520_InitialCreate.cs": "20250829203520_InitialCreate",
    "Data/Migrations/SqlServer/20250829203520_Orders.cs": "20250829203520_Orders",
    "migrations/20180430_add_log_table.fs": "20180430_add_log_table",
    "drizzle/0003_brave.sql": "0003_brave",
    "src/db/changelog/changes/012-orders.xml": "012-orders",
}  # fmt: skip


@pytest.mark.parametrize(("path", "step"), STEPS.items(), ids=STEPS)
def test_a_step_is_told_by_its_path(path: str, step: str) -> None:
    assert migration_step(path) == step


@pytest.mark.parametrize(
    "path",
    [
        "migrations/run_all.sql", "sql/add_bot_modes.sql", "migrations/add_bot_modes_rollback.sql", "migrations/address.sql",
        "alembic/env.py", "alembic/versions/README", "migrations/__init__.py", "migrations/migrate_users.py",
        "migrations/01_first.py", "migrations/000012_users.down.sql", "migrations/2024-01-02-030405_users/down.sql",
        "prisma/migrations/migration_lock.toml", "prisma/migrations/20240102030405_init/notes.md",
        "docs/migration/001_how_to_move.md", "db/schema.rb", "changelogs/unreleased/1234-fix.yml",
        "changes/1234-fix.yml", "sql/001_tables.sql", "V2__Store_proto.txt", "scripts/migrate.sh", "",
        "Migrations/20250829203520_InitialCreate.Designer.cs", "Migrations/ShopContextModelSnapshot.cs",
        "Migrations/2025082_Short.cs", "Migrations/Helper.cs", "Entities/20250829203520_InitialCreate.cs",
        "a/" * LONGEST_STEP_PATH + "migrations/001_initial.py",
    ],
)  # fmt: skip
def test_other_files_are_no_step(path: str) -> None:
    assert migration_step(path) is None


@given(st.text(alphabet="Vmigrations/_0123456789.spqlydownuferb-\n", max_size=120))
def test_every_path_has_an_answer(path: str) -> None:
    step = migration_step(path)
    assert step is None or step


def test_the_first_commit_of_a_step_brings_it() -> None:
    history = [
        commit("2024-03-01", "app/alembic/versions/7ff505f31b77_other_words.py", message="again"),
        commit("2024-02-01", "app/alembic/versions/7ff505f31b77_first.py"),
        commit("2024-01-01", "alembic/versions/049e6e4682c0_before.py"),
    ]
    found = migrations_added(snapshot({history[0].paths[0]: ""}, history))
    assert [(each.commit.sha, each.path, each.is_here) for each in found] == [
        (history[2].sha, "alembic/versions/049e6e4682c0_before.py", False),
        (history[1].sha, "app/alembic/versions/7ff505f31b77_other_words.py", True),
    ]


ANEW = {
    "in its place": ("db/migration/V1__orders.sql", "db/migration/V1001__orders.sql", False, False),
    "beside it": ("db/migration/V1__orders.sql", "db/migration/V1001__orders.sql", True, True),
    "in another folder": ("db/a/V1__orders.sql", "db/b/V1001__orders.sql", False, True),
    "of other words": ("db/migration/V1__orders.sql", "db/migration/V2__prices.sql", False, True),
    "of a file that is no step": ("db/migration/orders.sql", "db/migration/V1__orders.sql", False, True),
}


@pytest.mark.parametrize(("old", "new", "stays", "counts"), ANEW.values(), ids=ANEW)
def test_a_step_that_is_numbered_anew_is_none(old: str, new: str, stays: bool, counts: bool) -> None:
    history = [commit("2024-02-01", old, new, added=(new,)), commit("2024-01-01", old)]
    files = [old, new] if stays else [new]
    found = [each.path for each in migrations_added(snapshot(dict.fromkeys(files, ""), history))]
    assert (new in found) == counts
