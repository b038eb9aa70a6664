"""An arrow that runs along a border is read as a part of it, so it stands beside it."""

from diagrams.nudging import clear_of

BORDER = 300.0


def _upright(x: float, top: float = 10.0, bottom: float = 90.0) -> list[tuple[float, float]]:
    return [(x - 50, top), (x, top), (x, bottom), (x - 50, bottom)]


def test_an_upright_piece_on_a_border_stands_beside_it_and_its_ends_stay():
    (route,) = clear_of([_upright(301.0)], [BORDER])
    assert route == [(251.0, 10.0), (307.0, 10.0), (307.0, 90.0), (251.0, 90.0)]


def test_it_does_not_go_where_another_arrow_runs():
    _, moved = clear_of([_upright(308.0), _upright(300.0)], [BORDER])
    assert moved[1][0] == 293.0
    _, beyond = clear_of([_upright(308.0, 200.0, 300.0), _upright(300.0)], [BORDER])
    assert beyond[1][0] == 307.0


def test_two_pieces_on_one_border_do_not_meet_beside_it():
    first, second = clear_of([_upright(300.0), _upright(301.0)], [BORDER])
    assert abs(first[1][0] - second[1][0]) >= 5.0


def test_pieces_at_a_box_and_far_from_a_border_are_left_alone():
    at_a_box = [(300.0, 10.0), (300.0, 90.0), (350.0, 90.0)]
    assert clear_of([at_a_box, _upright(280.0)], [BORDER]) == [at_a_box, _upright(280.0)]
