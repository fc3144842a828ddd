sql: text of expression values in table, csv and json.

  $ . "$KAMU_LIB"; ws
  $ q() { for f in table csv json; do kamu sql -o $f -c "$1" 2>&1 | fx; echo; done; }
  $ q "select 1.0 as a, 1e20 as b, cast(1 as decimal(5,2)) as c, -0.0 as d, cast('NaN' as double) as e, cast('inf' as double) as f, 1.5::float as g"
  ┌─────┬──────┬──────┬──────┬─────┬─────┬─────┐
  │  a  │  b   │  c   │  d   │  e  │  f  │  g  │
  ├─────┼──────┼──────┼──────┼─────┼─────┼─────┤
  │ 1.0 │ 1e20 │ 1.00 │ -0.0 │ NaN │ inf │ 1.5 │
  └─────┴──────┴──────┴──────┴─────┴─────┴─────┘
  
  a,b,c,d,e,f,g
  1.0,1e+20,1.00,-0.0,null,null,1.5
  [{"a":1.0,"b":1e+20,"c":"1.00","d":-0.0,"e":null,"f":null,"g":1.5}]
  $ q "select date '2020-01-02' as d, timestamp '2020-01-02T03:04:05' as t, timestamp '2020-01-02T03:04:05.000123' as u, to_timestamp_millis(0) as m, to_timestamp_seconds(1) as s, time '01:02:03' as tm, interval '1 day 2 hours' as i"
  ┌────────────┬─────────────────────┬────────────────────────────┬─────────────────────┬─────────────────────┬──────────┬────────────────┐
  │     d      │          t          │             u              │          m          │          s          │    tm    │       i        │
  ├────────────┼─────────────────────┼────────────────────────────┼─────────────────────┼─────────────────────┼──────────┼────────────────┤
  │ 2020-01-02 │ 2020-01-02T03:04:05 │ 2020-01-02T03:04:05.000123 │ 1970-01-01T00:00:00 │ 1970-01-01T00:00:01 │ 01:02:03 │ 1 days 2 hours │
  └────────────┴─────────────────────┴────────────────────────────┴─────────────────────┴─────────────────────┴──────────┴────────────────┘
  
  d,t,u,m,s,tm,i
  2020-01-02,2020-01-02T03:04:05,2020-01-02T03:04:05.000123,1970-01-01T00:00:00,1970-01-01T00:00:01,01:02:03,1 days 2 hours
  [{"d":"2020-01-02","t":"2020-01-02T03:04:05","u":"2020-01-02T03:04:05.000123","m":"1970-01-01T00:00:00","s":"1970-01-01T00:00:01","tm":"01:02:03","i":"1 days 2 hours"}]
  $ q "select make_array(1, null, 3) as l, named_struct('a', 1, 'b', 'x') as s, make_array('a', 'b\"c') as t, arrow_cast('x', 'Dictionary(Int32, Utf8)') as d"
  ┌──────────┬──────────────┬──────────┬───┐
  │    l     │      s       │    t     │ d │
  ├──────────┼──────────────┼──────────┼───┤
  │ [1, , 3] │ {a: 1, b: x} │ [a, b"c] │ x │
  └──────────┴──────────────┴──────────┴───┘
  
  l,s,t,d
  "[1,null,3]","{""a"":1,""b"":""x""}","[""a"",""b\""c""]",x
  [{"l":[1,null,3],"s":{"a":1,"b":"x"},"t":["a","b\"c"],"d":"x"}]
  $ q "select 'it''s' as a, '' as b, null as c, 'a' || 'b' as d, x'00ff' as e, 'line' || chr(10) || 'two' as f"
  ┌──────┬───┬───┬────┬──────┬──────┐
  │  a   │ b │ c │ d  │  e   │  f   │
  ├──────┼───┼───┼────┼──────┼──────┤
  │ it's │   │   │ ab │ 00ff │ line │
  │      │   │   │    │      │  two │
  └──────┴───┴───┴────┴──────┴──────┘
  
  a,b,c,d,e,f
  it's,,,ab,00ff,"line
  two"
  [{"a":"it's","b":"","c":null,"d":"ab","e":"00ff","f":"line\ntwo"}]
  $ q "select repeat('a', 91) as a, repeat('é', 50) as b, repeat('b', 95) as c"
  ┌─────────────────────────────────────────────────────────────────────────────────────────────┬────────────────────────────────────────────────────┬─────────────────────────────────────────────────────────────────────────────────────────────┐
  │                                              a                                              │                         b                          │                                              c                                              │
  ├─────────────────────────────────────────────────────────────────────────────────────────────┼────────────────────────────────────────────────────┼─────────────────────────────────────────────────────────────────────────────────────────────┤
  │ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… │ éééééééééééééééééééééééééééééééééééééééééééééééééé │ bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb… │
  └─────────────────────────────────────────────────────────────────────────────────────────────┴────────────────────────────────────────────────────┴─────────────────────────────────────────────────────────────────────────────────────────────┘
  
  a,b,c
  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,éééééééééééééééééééééééééééééééééééééééééééééééééé,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  [{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","b":"éééééééééééééééééééééééééééééééééééééééééééééééééé","c":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}]
  $ q "select count(*), sum(a), a + 1 from (values (1), (2)) as t(a) group by a order by 3"
  ┌──────────┬──────────┬────────────────┐
  │ count(*) │ sum(t.a) │ t.a + Int64(1) │
  ├──────────┼──────────┼────────────────┤
  │        1 │        1 │              2 │
  │        1 │        2 │              3 │
  └──────────┴──────────┴────────────────┘
  
  count(*),sum(t.a),t.a + Int64(1)
  1,1,2
  1,2,3
  [{"count(*)":1,"sum(t.a)":1,"t.a + Int64(1)":2},{"count(*)":1,"sum(t.a)":2,"t.a + Int64(1)":3}]
  $ q "select arrow_cast(1, 'Duration(Second)') as d"
  ┌──────┐
  │  d   │
  ├──────┤
  │ PT1S │
  └──────┘
  
  d
  PT1S
  [{"d":"PT1S"}]
  $ q "select map(['a'], [1]) as m"
  ┌────────┐
  │   m    │
  ├────────┤
  │ {a: 1} │
  └────────┘
  
  m
  "{""a"":1}"
  [{"m":{"a":1}}]
