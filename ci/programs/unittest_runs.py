"""unittest and doctest: what runs print, with times taken out; mock."""
import doctest
import io
import re
import unittest
from unittest import mock


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls): print("setUpClass")
    def setUp(self): self.addCleanup(print, "cleanup", self.id().split(".")[-1])
    def test_equal(self): self.assertEqual([1, 2, {"a": 1}], [1, 3, {"a": 2}])
    def test_long(self): self.assertEqual("line one\nline two\n", "line one\nline 2\n", "with message")
    def test_error(self): {}["missing"]
    def test_ok(self): self.assertTrue(1)
    def test_raises(self):
        with self.assertRaises(ValueError) as cm: int("x")
        self.assertIn("invalid", str(cm.exception))
        with self.assertRaisesRegex(KeyError, "zz"): raise KeyError("abc")
    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i): self.assertNotEqual(i, 1)
    @unittest.skip("reason")
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail("x")
    @unittest.expectedFailure
    def test_unexpected(self): pass
    def test_dict(self): self.assertDictEqual({"a": 1, "b": 2}, {"a": 1, "c": 3})
    def test_almost(self): self.assertAlmostEqual(1.0, 1.1)
    def test_sets(self): self.assertSetEqual({1, 2}, {2, 3})
    def test_isnone(self): self.assertIsNone(5)
    def test_logs(self):
        with self.assertLogs("x", "INFO"): pass
    def test_count(self): self.assertCountEqual([1, 1, 2], [1, 2, 2])
    def test_skip_inside(self): self.skipTest("later")
    def test_warns(self):
        with self.assertWarns(UserWarning): pass


class Broken(unittest.TestCase):
    def setUp(self): raise RuntimeError("setup")
    def test_never(self): pass


class Coro(unittest.IsolatedAsyncioTestCase):
    async def test_async(self): self.assertEqual(1, 2)


for verbosity in (1, 2):
    out = io.StringIO()
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromTestCase(c) for c in (Sample, Broken, Coro))
    result = unittest.TextTestRunner(out, verbosity=verbosity).run(suite)
    print(re.sub(r"in \d+\.\d+s", "in TIME", out.getvalue()).replace(__file__, "FILE"), result)
out = io.StringIO(); r = unittest.TextTestRunner(out, failfast=True).run(unittest.defaultTestLoader.loadTestsFromName("__main__.Sample.test_error")); print(len(r.errors), unittest.defaultTestLoader.getTestCaseNames(Sample)[:3], unittest.TestCase().id(), Sample("test_ok").shortDescription(), str(Sample("test_ok")))
m = mock.Mock(return_value=5, name="m"); print(m(1, a=2), m.call_args, m.call_count, m.method_calls, m.attr.deep(3) is m.attr.deep(), m.mock_calls, m.attr.deep.called)
for f in (lambda: m.assert_called_once_with(9), lambda: m.assert_not_called(), lambda: mock.Mock(spec=["a"]).b, lambda: mock.Mock(side_effect=KeyError("se"))(), lambda: mock.create_autospec(lambda a, b: 0)(1), lambda: m.assert_has_calls([mock.call(7)])):
    try: print(f())
    except Exception as e: print(type(e).__name__, str(e).splitlines())
with mock.patch("os.getcwd", return_value="patched"), mock.patch.dict("os.environ", {"KS": "1"}), mock.patch.object(Sample, "x", 5, create=True):
    import os; print(os.getcwd(), os.environ["KS"], Sample.x)
mm = mock.MagicMock(); mm.__len__.return_value = 3; mm.__getitem__.side_effect = lambda k: k * 2; print(len(mm), mm[4], mock.sentinel.x, mock.ANY == 5, mock.call(1).foo(2), [*mock.Mock(side_effect=[1, 2]).side_effect], repr(mock.Mock(name="nm")).split(" id=")[0]); o = mock.mock_open(read_data="a\nb"); print(o().read(), o.mock_calls)


def documented(x):
    """
    >>> documented(2)
    4
    >>> documented("a")
    'ab'
    >>> documented(None)
    Traceback (most recent call last):
      ...
    TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'
    >>> print("a\\n\\nb")
    a
    <BLANKLINE>
    b
    >>> list(range(20))  # doctest: +ELLIPSIS
    [0, 1, ..., 19]
    >>> 1 / 0
    0
    >>> {1:   2}  # doctest: +NORMALIZE_WHITESPACE
    {1:
     2}
    """
    return x * 2


out = io.StringIO(); import contextlib
with contextlib.redirect_stdout(out): res = doctest.run_docstring_examples(documented, globals(), name="documented"); res2 = doctest.testmod(verbose=False)
print(out.getvalue().replace(__file__, "FILE"), res2)
unittest.main(argv=["prog", "Sample.test_ok", "-q"], exit=False, testRunner=unittest.TextTestRunner(io.StringIO()))
