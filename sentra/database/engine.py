"""The one engine: Piccolo's, with nested transactions that nest and connections that come back.

Piccolo 1.38 treats a nested `transaction()` as a no-op and leaks the pooled connection when COMMIT
fails; `Transaction` mends both. See docs/decisions/0002-transactions.md.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal, Self, cast

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from sentra.database.unreachable import FAILURES, Unreachable

WAIT = 15.0
"""Seconds that somebody waits for a connection while others have them all, or it is being made."""
LETTING_GO = 1.0
"""Seconds that a statement has to end which nobody waits for any more; then it is cut off."""
ANSWER = 60.0
"""Seconds that a statement outside of transactions may take: a server that hangs gives no error."""
UNDOING = 5.0
"""Seconds that undoing a transaction may take; then its connection is cut, which undoes it too."""


class Transaction(PostgresTransaction):
    """A transaction, or inside another one a savepoint, on asyncpg's own terms."""

    async def __aenter__(self) -> Self:
        outer = self._parent
        self.connection = await self.get_connection() if outer is None else outer.connection
        self.transaction = self.connection.transaction()
        try:
            await self.begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        try:
            if exception is None and not self._rolled_back:
                await self.commit()  # type: ignore[no-untyped-call]
            elif not self._rolled_back:
                await self._undo_or_cut()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False

    async def get_connection(self) -> asyncpg.Connection:
        """One of the pool's, or a new one where there is none.

        Raises:
            Unreachable: There is none to be had.
        """
        engine = cast("Engine", self.engine)
        return await (engine.acquire() if engine.pool else engine.get_new_connection())

    async def undo(self) -> None:
        """Roll back everything done inside the block; nothing may be done in it afterwards."""
        await self.rollback()  # type: ignore[no-untyped-call]

    async def _undo_or_cut(self) -> None:
        try:
            async with asyncio.timeout(UNDOING):
                await self.rollback()  # type: ignore[no-untyped-call]
        except TimeoutError:
            self.connection.terminate()

    async def _give_back(self) -> None:
        if self._parent is not None:
            return
        if self.engine.pool:
            await cast("Engine", self.engine).give_back(self.connection)
        else:
            await self.connection.close()


async def _as_it_is(_connection: asyncpg.Connection) -> None:
    """Give a connection back without a further round trip, which was every third.

    Open transactions are rolled back all the same; and nothing here sets anything for longer than
    its transaction, or keeps a lock that it does not give back.
    """


class Engine(PostgresEngine):
    """Piccolo's engine whose address is known only once the server runs (`connect`)."""

    async def check_version(self) -> None:
        """Nothing: making an engine asks no server. `sentra doctor` checks the version."""

    async def prep_database(self) -> None:
        """Nothing: the first migration makes the extensions."""

    def transaction(self, allow_nested: bool = True) -> Transaction:  # noqa: FBT001, FBT002 - Piccolo's signature
        return Transaction(self, allow_nested=allow_nested)

    def point_at(self, dsn: str) -> None:
        """Say where the server is; takes effect with the next connection."""
        self.config = {"dsn": dsn}

    async def start_pool(self, *, smallest: int = 2, largest: int = 10) -> None:
        """Open connections; those that are lost later are made anew when they are needed.

        Raises:
            Unreachable: The database does not let us in.
        """
        try:
            await self.start_connection_pool(min_size=smallest, max_size=largest, reset=_as_it_is)
        except FAILURES as error:
            raise Unreachable(str(error)) from error

    async def acquire(self) -> asyncpg.Connection:
        """A connection of the pool, to be given back to it.

        Raises:
            Unreachable: There is none to be had.
        """
        if self.pool is None:
            raise RuntimeError("there is no pool")
        try:
            return await self.pool.acquire(timeout=WAIT)
        except FAILURES as error:
            raise Unreachable(str(error) or type(error).__name__) from error

    async def give_back(self, connection: asyncpg.Connection) -> None:
        """Give a connection back to the pool.

        One whose last statement was given up is waited for a moment: a server that hangs would
        keep whoever has given up waiting just as long.
        """
        with suppress(TimeoutError):
            await cast("asyncpg.Pool", self.pool).release(connection, timeout=LETTING_GO)

    async def get_new_connection(self) -> asyncpg.Connection:
        """A connection beside the pool.

        Raises:
            Unreachable: There is none to be had.
        """
        try:
            return await super().get_new_connection()
        except FAILURES as error:
            raise Unreachable(str(error) or type(error).__name__) from error

    async def fetch(self, sql: str, *args: object) -> Sequence[asyncpg.Record]:
        """Rows of a statement with `$1` places, inside the current transaction if there is one.

        Raises:
            Unreachable: There is no connection to be had.
        """
        current = self.current_transaction.get()
        if current is not None:
            rows: Sequence[asyncpg.Record] = await current.connection.fetch(sql, *args)
        elif self.pool is not None:
            rows = await self._run_in_pool(sql, args)
        else:
            rows = await self._run_in_new_connection(sql, args)
        return rows

    async def _run_in_pool(
        self, query: str, args: Sequence[Any] | None = None
    ) -> Sequence[asyncpg.Record]:
        connection = await self.acquire()
        try:
            rows: Sequence[asyncpg.Record] = await connection.fetch(
                query, *(args or ()), timeout=ANSWER
            )
        except TimeoutError as error:
            raise Unreachable(f"no answer within {ANSWER:.0f} s") from error
        finally:
            await self.give_back(connection)
        return rows

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows; needs a current transaction."""
        current = self.current_transaction.get()
        if current is None:
            raise RuntimeError("execute_many() belongs inside DB.transaction()")
        await current.connection.executemany(sql, rows)

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Add many rows to a table, all or none; needs a current transaction, which survives it.

        Raises:
            asyncpg.UniqueViolationError: One of them is there already.
        """
        current = self.current_transaction.get()
        if current is None:
            raise RuntimeError("copy() belongs inside DB.transaction()")
        async with current.connection.transaction():
            await current.connection.copy_records_to_table(table, columns=columns, records=rows)


DB = Engine(config={})
