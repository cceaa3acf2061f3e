"""datetime, zoneinfo, calendar, time."""
import calendar
import copy
import datetime as dt
import pickle
import time
import zoneinfo
from datetime import date, datetime, timedelta, timezone, tzinfo


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


d, t, n = date(2024, 2, 29), dt.time(13, 5, 7, 89), datetime(2024, 2, 29, 13, 5, 7, 89)
aware = n.replace(tzinfo=timezone(timedelta(hours=5, minutes=30), "IST"))
print(d, repr(d), t, repr(t), n, repr(n), aware, repr(aware), d.isoformat(), n.isoformat(" ", "milliseconds"), t.isoformat("minutes"), attempt(n.isoformat, "xx"), attempt(t.isoformat, timespec="bad"), d.ctime(), n.timetuple(), d.isocalendar(), d.weekday(), d.isoweekday(), d.toordinal(), date.fromordinal(1), date.max, datetime.min, date.resolution, attempt(date.fromordinal, 0), aware.utcoffset(), aware.tzname(), aware.dst(), aware.astimezone(timezone.utc), aware.utctimetuple(), aware.timestamp(), aware.timetz(), n.date(), n.time(), datetime.combine(d, t), n.replace(year=2023, day=1), attempt(n.replace, month=13), d.strftime("%Y %y %m %b %B %d %j %A %a %w %u %U %W %V %G %% %e %D %F"), n.strftime("%H %I %M %S %f %p %c %x %X %Z %z|%T %R"), aware.strftime("%z %:z %Z"), t.strftime("%H:%M é"), format(d, ""), format(n, "%Y"), hash(d) == hash(date(2024, 2, 29)), f"{n:%d/%m}")
for args in [(2024, 2, 30), (0, 1, 1), (10000, 1, 1), (2024, 13, 1), (2024,), ("2024", 1, 1), (2024, 1, 1.5), (2023, 2, 29)]:
    print(args, attempt(date, *args), attempt(datetime, *args, 0))
for args in [(24,), (0, 60), (0, 0, 60), (0, 0, 0, 10**6), (-1,), (1.5,), (1, 2, 3, 4, 5)]:
    print(args, attempt(dt.time, *args), attempt(datetime, 2024, 1, 1, *args[:4]))
print(attempt(datetime, 2024, 1, 1, tzinfo=5), attempt(dt.time, tzinfo="x"), attempt(datetime, 2024, 1, 1, fold=2), dt.time(fold=1), repr(dt.time(1, fold=1)), datetime(2024, 1, 1, fold=1).fold)
for text in ["2024-02-29", "20240229", "2024-W09-4", "2024W094", "2024-060", "2024-2-9", "", "abc", "2024-02-30", "2024-02-29T13:05", "2024-02-29 13:05:07.123456+05:30", "20240229T130507Z", "2024-02-29T13:05:07,5", "2024-02-29T24:00", "2024-02-29T13:05:07.1234567", "2024-02-29T13+01:00:30", "13:05", "T13:05:07", "130507.5", "13:05:07Z", "25:00", "2024-02-29T", "2024-02-29T13:05:07+25:00", "２０２４-02-29"]:
    print(repr(text), attempt(date.fromisoformat, text), attempt(datetime.fromisoformat, text), attempt(dt.time.fromisoformat, text))
for text, fmt in [("2024-02-29 13:05", "%Y-%m-%d %H:%M"), ("29 Feb 24", "%d %b %y"), ("Thursday 1 PM", "%A %I %p"), ("2024 060", "%Y %j"), ("2024 9 4", "%G %V %u"), ("2024 9 4", "%Y %W %w"), ("+0530", "%z"), ("Z", "%z"), ("UTC", "%Z"), ("1.5", "%S.%f"), ("x", "%Y"), ("2024", "%q"), ("2024", "%"), ("2024 x", "%Y"), ("2024-02-30", "%Y-%m-%d"), ("12", "%d"), ("10:61", "%H:%M"), ("a%b", "a%%b"), ("  5", " %d"), ("2024 9", "%G %V")]:
    print(text, fmt, attempt(datetime.strptime, text, fmt))
td = timedelta(days=1, hours=-3, minutes=5, seconds=70, milliseconds=5, microseconds=6, weeks=1)
print(td, repr(td), td.days, td.seconds, td.microseconds, td.total_seconds(), -td, abs(-td), td * 2, td * 1.5, td / 2, td / timedelta(hours=1), td // timedelta(hours=1), td % timedelta(hours=1), divmod(td, timedelta(hours=7)), td // 3, timedelta(0), timedelta(-1), timedelta.max, repr(timedelta.min), timedelta.resolution, timedelta(microseconds=0.5), timedelta(microseconds=1.5), timedelta(days=1.5), timedelta(seconds=1e-7), bool(timedelta()), str(timedelta(days=-1, seconds=5)), attempt(timedelta, days=10**9), attempt(timedelta, "x"), attempt(lambda: td / 0), attempt(lambda: td * "a"), attempt(lambda: td / "a"), attempt(lambda: td + 1), attempt(lambda: td // 0.5), hash(td) == hash(copy.copy(td)), td < timedelta(9), attempt(lambda: td < 5), td == 5, sum([td, td], timedelta()), attempt(timedelta, nope=1), attempt(lambda: timedelta.max + timedelta(1)), timedelta(weeks=-1), attempt(timedelta, float("nan")), attempt(timedelta, float("inf")))
print(d + timedelta(1), d - timedelta(60), d - date(2023, 1, 1), n - n.replace(hour=1), n + td, attempt(lambda: d + 1), attempt(lambda: d + d), attempt(lambda: d - n), attempt(lambda: date.max + timedelta(1)), attempt(lambda: n - aware), attempt(lambda: n < aware), n == aware, attempt(lambda: d < n), d == n, attempt(lambda: t < 5), d < date.max, attempt(lambda: d < 5), sorted([date.max, d, date.min]), aware - aware.astimezone(timezone.utc), aware == aware.astimezone(timezone.utc), hash(aware) == hash(aware.astimezone(timezone.utc)), attempt(lambda: datetime.max + timedelta(microseconds=1)), timedelta(1) + d, attempt(lambda: timedelta(1) - d), n.replace(tzinfo=None) is not n)
print(timezone.utc, repr(timezone.utc), timezone(timedelta(0)), repr(timezone(timedelta(hours=-5))), timezone(timedelta(hours=-5, minutes=-30)), timezone(timedelta(0, 1)), attempt(timezone, timedelta(1)), attempt(timezone, 5), attempt(timezone, timedelta(0), 5), timezone(timedelta(1, -1), "x").tzname(None), timezone.utc == timezone(timedelta(0)), timezone.min, attempt(timezone.utc.utcoffset, 5), dt.UTC is timezone.utc, datetime.fromtimestamp(0, timezone.utc), datetime.fromtimestamp(1e9 + 0.123456, timezone.utc), datetime.fromtimestamp(-1.5, timezone.utc), attempt(datetime.fromtimestamp, 1e20), attempt(datetime.fromtimestamp, float("nan")), attempt(datetime.fromtimestamp, "x"), date.fromtimestamp(86400 * 365), datetime.fromtimestamp(1.9999999, timezone.utc), datetime(1970, 1, 2).timestamp())


class Bad(tzinfo):
    def __init__(self, off): self.off = off
    def utcoffset(self, x): return self.off
    def tzname(self, x): return 5
    def dst(self, x): return None


print(attempt(datetime(2024, 1, 1, tzinfo=Bad(timedelta(2))).isoformat), attempt(datetime(2024, 1, 1, tzinfo=Bad(5)).utcoffset), attempt(datetime(2024, 1, 1, tzinfo=Bad(None)).tzname), datetime(2024, 1, 1, tzinfo=Bad(None)), attempt(tzinfo().utcoffset, n), attempt(tzinfo().fromutc, n), attempt(datetime(2024, 1, 1, tzinfo=Bad(timedelta(hours=1))).astimezone, 5), datetime(2024, 1, 1, tzinfo=Bad(timedelta(hours=1, seconds=5, microseconds=7))))
for v in (d, t, n, aware, td, timezone.utc, timezone(timedelta(1, -60), "nm"), dt.time(1, 2, tzinfo=timezone.utc, fold=1)):
    print(type(v).__name__, [pickle.loads(pickle.dumps(v, p)) == v for p in range(6)], copy.deepcopy(v) == v, v.__reduce__()[1:], attempt(setattr, v, "year", 1), attempt(setattr, v, "foo", 1))
class SubDT(datetime):
    def __add__(self, o): return "sub add"
class SubD(date): pass
s = SubDT(2024, 1, 1); print(s, repr(s), s + td, type(s - timedelta(1)).__name__, type(s.replace(day=2)).__name__, type(SubDT.fromisoformat("2024-01-01")).__name__, type(SubD(2024, 1, 1) + timedelta(1)).__name__, SubD.today() == date.today(), isinstance(n, date))
if "Europe/Berlin" in zoneinfo.available_timezones():
    z = zoneinfo.ZoneInfo("Europe/Berlin"); a = datetime(2024, 3, 31, 1, 59, tzinfo=z); b = datetime(2024, 10, 27, 2, 30, tzinfo=z)
    print(z, repr(z), a, a + timedelta(hours=1), (a.astimezone(timezone.utc) + timedelta(hours=1)).astimezone(z), b, b.replace(fold=1), b.utcoffset(), b.replace(fold=1).utcoffset(), b.dst(), b.tzname(), z.key, zoneinfo.ZoneInfo("Europe/Berlin") is z, pickle.loads(pickle.dumps(z)) is z, zoneinfo.ZoneInfo.no_cache("UTC").key, datetime(1900, 1, 1, tzinfo=z).utcoffset(), datetime(2100, 7, 1, tzinfo=z).tzname())
print(attempt(zoneinfo.ZoneInfo, "No/Where"), attempt(zoneinfo.ZoneInfo, "../etc"), attempt(zoneinfo.ZoneInfo, ""), attempt(zoneinfo.ZoneInfo, 5))
print(calendar.month(2024, 2), calendar.TextCalendar(6).formatmonth(2024, 2, w=3), calendar.isleap(1900), calendar.leapdays(1990, 2025), calendar.monthrange(2024, 2), attempt(calendar.monthrange, 2024, 13), calendar.weekday(2024, 2, 29), calendar.monthcalendar(2024, 2), calendar.day_name[0], list(calendar.month_abbr), calendar.timegm((1970, 1, 2, 0, 0, 0)), calendar.HTMLCalendar().formatmonth(2024, 2)[:80], list(calendar.Calendar().itermonthdays2(2024, 2))[:3], calendar.THURSDAY, calendar.Month.MAY, calendar.calendar(2024, m=4)[:200], attempt(calendar.setfirstweekday, 9))
print(time.gmtime(0), time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1e9)), time.strptime("5 Mar 99", "%d %b %y"), attempt(time.strptime, "x", "%d"), time.asctime(time.gmtime(0)), time.ctime(86400), time.mktime((1970, 1, 2, 0, 0, 0, 0, 0, 0)), attempt(time.mktime, (1,)), attempt(time.strftime, "%Y", (1, 2)), attempt(time.asctime, (2024, 13, 1, 0, 0, 0, 0, 1, 0)), attempt(time.gmtime, "x"), attempt(time.gmtime, 1e30), attempt(time.sleep, -1), attempt(time.sleep, "x"), time.timezone, time.tzname, time.daylight, time.struct_time(range(9)), time.gmtime(0).tm_zone, time.gmtime(1.9)[:6], time.localtime(0) == time.gmtime(0), time.get_clock_info("monotonic").monotonic, attempt(time.get_clock_info, "x"), time.monotonic() <= time.monotonic(), time.time_ns() // 10**9 - int(time.time()) in (0, 1), attempt(time.struct_time, (1, 2)), time.struct_time((2024, 1, 2, 3, 4, 5, 6, 7, 0)).tm_hour, time.CLOCK_MONOTONIC, attempt(time.clock_gettime, 999), attempt(time.strftime, "%", time.gmtime(0)), time.strftime("é %j", time.gmtime(0)))
