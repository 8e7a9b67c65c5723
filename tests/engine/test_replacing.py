"""A rule of one's own in place of one of the industry's: everywhere, for a while, under an identity of its own."""

import pytest

from consolidation import replaced, run
from consolidation.engine import plain as engine
from consolidation.engine.plain import plain
from consolidation.industry.agents import criterion, growth, rig_vendor
from consolidation.industry.books import ledger
from consolidation.industry.books.ledger import cash, to_cents
from consolidation.industry.holdings import purse
from consolidation.industry.markets import mining, solvency

WEEKS = 26


def same(world, firm):
    """`use_spare_cash` again, in other words."""
    f = world.fixed[0]
    held = purse.weeks_of_costs(firm, f.cash_target_weeks) + firm.open_balance_cents
    spare = cash(world, firm.account) - held
    if spare > 0:
        purse.repay(world, firm, solvency.whole(f.spare_cash_repaid * spare))
        if firm.size_class == solvency.SMALL and firm.loan_cents == 0:
            spare = cash(world, firm.account) - held
            draw = solvency.whole(world.params[0].miners_distribution / f.distribution_weeks * max(spare, 0))
            solvency.pay(world, firm.account, solvency.INVESTORS, draw, solvency.DISTRIBUTION)


def poor(world, i):
    """Nobody may commit anything to machines."""
    return 0.0


def lived(**words):
    return run("classroom", seed=3, weeks=WEEKS, **words)


def test_the_same_rule_in_other_words_is_the_same_life_under_another_identity():
    before = lived()
    with replaced(solvency.use_spare_cash, same):
        inside = lived()
    assert inside.series.equals(before.series) and inside.events.equals(before.events)
    assert inside.id != before.id
    assert lived().id == before.id


def test_another_rule_is_another_life_and_goes_with_the_block():
    before = lived()
    with replaced(criterion.budget_cents, poor):
        inside = lived()
    ordered = [one.series["orders_eh_s"].sum() for one in (before, inside)]
    assert ordered[1] < 0.2 * ordered[0]
    assert lived().series.equals(before.series)


def test_a_helper_is_replaced_wherever_it_was_imported_to():
    def dear(usd):
        return int(usd * 100.0 + 0.5) + 1

    with replaced(ledger.to_cents, dear):
        for module in (ledger, solvency, growth, mining):
            assert vars(module).get("to_cents", dear) is dear
            twin = vars(engine.twin(module))
            assert twin.get("to_cents", engine.plain(to_cents)) is engine.plain(to_cents)
        assert plain(to_cents)(1.0) == 101 and plain(ledger.to_cents)(2.0) == 201
    assert ledger.to_cents is to_cents and plain(to_cents)(1.0) == 100


def test_blocks_nest_and_end_with_errors_too():
    def other(world, firm):
        """Nobody repays or draws anything."""

    before = plain(solvency.use_spare_cash)
    with pytest.raises(ZeroDivisionError), replaced(solvency.use_spare_cash, same):
        first = plain(solvency.use_spare_cash)
        with replaced(solvency.use_spare_cash, other):
            assert plain(solvency.use_spare_cash).__name__ == "other"
        assert plain(solvency.use_spare_cash) is first
        raise ZeroDivisionError
    assert plain(solvency.use_spare_cash) is before and hasattr(solvency.use_spare_cash, "py_func")


def test_a_phase_of_the_week_may_be_replaced():
    def nobody_grows(world):
        """No vendor plans anything."""

    before = lived()
    with replaced(rig_vendor.plan, nobody_grows):
        inside = lived()
    assert set(before.events["kind"]) - set(inside.events["kind"]) == {"model launched"}


def test_what_is_no_rule_or_has_other_parameters_is_refused():
    with pytest.raises(TypeError, match="other parameters"), replaced(solvency.use_spare_cash, lambda world: None):
        pass
    with pytest.raises(TypeError, match="is no rule"), replaced(len, same):
        pass
