from __future__ import annotations

from picaflor.machines.session.roster import ACK_NS, AGAIN_FIRST_NS, AGAIN_MOST_NS, RESYNC_CALM_NS, SECOND, Roster
from picaflor.wire.stream import Channel, Subscribe, Topic, Unsubscribe

NOW = 10**18
A, B, C = (Topic(Channel.BOOK, name) for name in "ABC")
ORDERS = Topic(Channel.ORDERS)


def roster(*topics: Topic, acks: bool = True, per_frame: int = 10) -> Roster:
    one = Roster(per_frame, acks)
    one.add(topics)
    return one


def live(*topics: Topic) -> Roster:
    one = roster(*topics)
    one.next_frame(NOW)
    for topic in topics:
        one.confirm(topic)
    return one


def test_an_empty_one_has_nothing_to_do() -> None:
    one = roster()
    assert (not one._entries, one.quiet, one.complete, one.settled) == (True, True, True, True)
    assert one.next_frame(NOW) is None
    assert (one.send_due(), one.expiry_due()) == (None, None)


def test_a_frame_takes_so_many_and_no_topic_twice() -> None:
    one = roster(A, B, C, A, per_frame=2)
    assert one.next_frame(NOW) == Subscribe((A, B))
    assert one.next_frame(NOW) == Subscribe((C,))
    assert one.next_frame(NOW) is None
    assert one.expiry_due() == NOW + ACK_NS


def test_the_wait_for_an_answer_begins_when_the_last_part_has_left() -> None:
    one = roster(A, B)
    frame = one.next_frame(NOW)
    assert frame is not None
    one.sent(frame, NOW + 3 * SECOND)
    assert one.expiry_due() == NOW + 3 * SECOND + ACK_NS


def test_a_frame_that_does_not_name_the_kind_of_channel_is_still_known() -> None:
    deep = Topic(Channel.BOOK, "A", "books")
    one = roster(deep)
    one.next_frame(NOW)
    assert one.confirm(Topic(Channel.BOOK, "A", "trades")) is None
    assert one.confirm(Topic(Channel.BOOK, "B")) is None
    assert one.confirm(Topic(Channel.TRADES, "A")) is None
    assert one.confirm(Topic(Channel.BOOK, "A")) == deep


def test_a_private_channel_may_be_acknowledged_for_one_symbol_or_for_all() -> None:
    one = roster(ORDERS)
    one.next_frame(NOW)
    assert one.confirm(Topic(Channel.ORDERS, "A")) == ORDERS
    one = roster(Topic(Channel.ORDERS, "A"))
    one.next_frame(NOW)
    assert one.taste(ORDERS, snapshot=False) == Topic(Channel.ORDERS, "A")


def test_refusals_wait_ever_longer_up_to_an_end() -> None:
    one, now, waits = roster(A), NOW, []
    for _ in range(12):
        one.next_frame(now)
        entry = one.refuse(A, now)
        assert entry is not None
        waits.append(entry.at_ns - now)
        now = entry.at_ns
    assert waits[:3] == [AGAIN_FIRST_NS, 2 * AGAIN_FIRST_NS, 4 * AGAIN_FIRST_NS]
    assert waits[-1] == AGAIN_MOST_NS
    assert one.settled
    assert not one.complete
    one.next_frame(now)
    one.confirm(A)
    one.resync(A, now)
    one.next_frame(now)
    one.dismiss(A, now)
    one.next_frame(now)
    entry = one.refuse(None, now)
    assert entry is not None
    assert entry.at_ns - now == AGAIN_FIRST_NS


def test_an_unsubscribe_that_is_refused_counts_as_done() -> None:
    one = live(A)
    one.remove((A,), NOW)
    assert one.next_frame(NOW) == Unsubscribe((A,))
    assert one.refuse(A, NOW) is not None
    assert not one._entries


def test_a_resync_is_at_once_then_slower_and_after_a_calm_time_at_once_again() -> None:
    one, dues = live(A), []
    for _ in range(9):
        one.resync(A, NOW)
        due = one.send_due()
        assert due is not None
        dues.append((due - NOW) // SECOND)
        one.next_frame(due)
        one.dismiss(A, due)
        one.next_frame(due)
        one.confirm(A)
    assert dues == [0, 1, 3, 7, 15, 31, 63, 123, 183]
    later = NOW + 183 * SECOND + RESYNC_CALM_NS + 1
    one.resync(A, later)
    assert one.send_due() == later


def test_many_resyncs_go_in_one_frame() -> None:
    one = live(A, B)
    one.resync(A, NOW)
    one.resync(B, NOW)
    assert one.next_frame(NOW) == Unsubscribe((A, B))
    one.add((C,))
    one.dismiss(A, NOW)
    one.dismiss(B, NOW)
    assert one.next_frame(NOW) == Subscribe((A, B))
    assert one.next_frame(NOW) == Subscribe((C,))


def test_when_the_socket_goes_what_was_on_its_way_out_is_out() -> None:
    one = live(A, B, C)
    one.remove((A,), NOW)
    one.resync(B, NOW)
    assert one.topics == (B, C)
    assert one.waiting() == (B,)
    one.reset()
    assert one.next_frame(NOW) == Subscribe((B, C))


def test_what_is_added_again_before_it_has_left_comes_back() -> None:
    one = live(A)
    one.remove((A,), NOW)
    one.add((A,))
    assert one.topics == (A,)
    assert one.next_frame(NOW) == Unsubscribe((A,))
    one.dismiss(A, NOW)
    assert one.next_frame(NOW) == Subscribe((A,))


def test_what_was_never_asked_for_is_removed_without_a_word() -> None:
    one = roster(A)
    one.remove((A, B), NOW)
    assert not one._entries
    assert one.dismiss(B, NOW)


def test_all_that_stay_silent_cost_one_socket_together() -> None:
    one, now = roster(A, B), NOW
    for _ in range(2):
        while one.next_frame(now):
            pass
        now += ACK_NS
        assert one.expire(now) == ([], [], [])
    while one.next_frame(now):
        pass
    assert one.expire(now + ACK_NS) == ([], [], [A, B])


def test_without_acknowledgements_an_unsubscribe_is_done_when_it_is_sent() -> None:
    one = roster(A, acks=False)
    one.next_frame(NOW)
    one.taste(A, snapshot=True)
    one.remove((A,), NOW)
    assert one.next_frame(NOW) == Unsubscribe((A,))
    assert not one._entries


def test_topics_that_were_refused_are_asked_for_one_by_one() -> None:
    one = roster(A, B, C)
    one.next_frame(NOW)
    one.confirm(C)
    one.refuse(A, NOW)
    one.refuse(B, NOW)
    later = NOW + AGAIN_FIRST_NS
    assert one.next_frame(later - 1) is None
    assert one.next_frame(later) == Subscribe((A,))
    assert one.next_frame(later) == Subscribe((B,))


def test_without_acknowledgements_only_a_book_must_show_itself() -> None:
    one = roster(A, ORDERS, acks=False)
    one.next_frame(NOW)
    assert one.expire(NOW + ACK_NS) == ([ORDERS], [], [])
    assert one.waiting() == (A,)
    assert one.next_frame(NOW + ACK_NS) == Subscribe((A,))


def test_a_list_of_all_that_is_heard_confirms_and_dismisses_on_its_own_channel_alone() -> None:
    named, trades = Topic(Channel.BOOK, "A", "D5"), Topic(Channel.TRADES, "A")
    one = roster(A, B, named, trades)
    one.next_frame(NOW)
    assert one.listed(Channel.BOOK, "", ("A", "X"), NOW) == [A]
    assert one.waiting() == (B, named, trades)  # what is not listed may still be on its way
    assert one.listed(Channel.BOOK, "D5", ("A",), NOW) == [named]
    assert one.listed(Channel.BOOK, "", ("A", "B"), NOW) == [B]
    one.remove([A], NOW)
    assert one.next_frame(NOW) == Unsubscribe((A,))
    assert one.listed(Channel.BOOK, "", ("A", "B"), NOW) == []  # it has not left yet
    assert A in one.topics or not one.quiet
    assert one.listed(Channel.BOOK, "", ("B",), NOW) == []
    assert (one.quiet, one.topics) == (False, (B, named, trades))
    assert one.listed(Channel.TRADES, "", ("A",), NOW) == [trades]
    assert one.quiet
    assert one.listed(Channel.BOOK, "D5", (), NOW) == []  # it was live, and the venue has dropped it
    assert one.next_frame(NOW) == Subscribe((named,))
    assert one.listed(Channel.BOOK, "D5", (), NOW) == []  # the same answer once more: nothing is asked twice
    assert one.next_frame(NOW) is None


def test_one_list_of_all_channels() -> None:
    one = live(A, B)
    one.add([C, ORDERS])
    one.next_frame(NOW)
    assert one.listed_all((A, B, ORDERS), NOW) == [ORDERS]
    assert one.waiting() == (C,), "its answer may still come"
    assert one.listed_all((A, C, ORDERS), NOW) == [C]
    assert one.waiting() == (B,), "it was live, and is not there any more"
    one.remove([A], NOW)
    assert one.next_frame(NOW) == Unsubscribe((A,))
    one.listed_all((C, ORDERS), NOW)
    assert A not in one.topics


def test_one_topic_comes_in_anothers_place_and_one_in_its_own_is_asked_for_anew() -> None:
    one = live(A, B)
    assert (one.asked_ns(A), one.asked_ns(C)) == (NOW, None)
    one.swap(A, C, NOW + 1)
    assert one.next_frame(NOW + 1) == Unsubscribe((A,))
    assert one.next_frame(NOW + 1) == Subscribe((C,))
    assert one.asked_ns(C) is None, "it has no answer yet"
    one.confirm(C)
    assert one.asked_ns(C) == NOW + 1
    one.dismiss(A, NOW + 2)
    assert one.topics == (B, C)
    one.swap(B, B, NOW + 3)
    assert one.next_frame(NOW + 3) == Unsubscribe((B,))
    assert B in one.topics
