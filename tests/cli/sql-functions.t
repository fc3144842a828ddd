sql: grouping sets, set operations, joins with USING, lists and other functions, as DataFusion has them (tests/interop/test_sql.py asks the real kamu-cli).

  $ . "$KAMU_LIB"; kamu -q init
  $ kamu sql -c 'select 1' >/dev/null 2>&1 || exit 80 # no DuckDB here
  $ q() { kamu sql -o csv -c "$1"; echo; }
  $ V='(values (1, true, 5), (1, false, 6), (2, true, 7)) v(n, b, x)'
  $ q "select n, b, sum(x) as s, grouping(n, b) as g from $V group by rollup(n, b) order by n, b, g"
  n,b,s,g
  1,false,6,0
  1,true,5,0
  1,,11,1
  2,true,7,0
  2,,7,1
  ,,18,3
  $ q "select n, b, count(*) as c from $V group by grouping sets ((n), (b), ()) order by n, b"
  n,b,c
  1,,2
  2,,1
  ,false,1
  ,true,2
  ,,3
  $ q "select n, count(*) as c, grouping(b) + 1 as g from $V group by cube(n, b) having count(*) > 1 order by n, g, c"
  n,c,g
  1,2,2
  ,2,1
  ,3,2
  $ q "select 1 as a, 'x' as b union all by name select 'y' as b, 2.5 as c order by b"
  a,b,c
  1,x,
  ,y,2.5
  $ q "select * from (values (1), (1), (2), (3)) a(x) intersect all select * from (values (1), (3)) b(x) order by x"
  x
  1
  1
  3
  $ q "select * from (values (1), (1), (2), (3)) a(x) except all select * from (values (1), (9)) b(x) order by x"
  x
  2
  3
  $ q "select arrow_typeof(x) as t from (select cast(x as int) as x from (values (1), (2)) a(x) except select * from (values (1)) b(x)) q"
  t
  Int32
  $ q "select id, s, t from (values (1,'l'),(2,'m')) a(id, s) full join (values (2,'r'),(3,'q')) b(id, t) using (id) order by s, t"
  id,s,t
  1,l,
  2,m,r
  ,,q
  $ q "select 'abc' similar to 'b' as a, 'abc' not similar to '^b' as b, 'a%b' like 'a\\%b' escape '\\' as c"
  a,b,c
  true,true,true
  $ kamu sql -c "select array_sort([3,1,null,2], 'DESC') as a, array_distinct([3,1,null,1,null]) as b, array_remove([1,2,1], 1) as c, array_remove_all([1,2,1], 1) as d, array_union([1,2],[2,null]) as e, array_except([1,2,3,1],[2]) as f, array_has_any([1,null],[null, 5]) as g, array_pop_front([1,2]) as h, array_replace([1,2,1],1,5) as i, cardinality([1,2]) as j, flatten([[1],[2]]) as k"; echo
  [{"a":[null,3,2,1],"b":[3,1,null],"c":[2,1],"d":[2],"e":[1,2,null],"f":[1,3],"g":true,"h":[2],"i":[5,2,1],"j":2,"k":[1,2]}]
  $ q "select percentile_cont(x, 0.3) as a, percentile_cont(0.25) within group (order by x desc) as b, median(cast(x as decimal(5,2))) as c, percentile_cont(x, 0.5) filter (where x > 100) as d from (values (1), (2), (4), (9)) v(x)"
  a,b,c,d
  1.899999,5.25,3.00,
  $ q "select initcap('hello wORLD-foo_bar 3x ßa') as a, regexp_count('a1b22', '[0-9]+') as b, regexp_instr('日本a', 'a') as c, make_time(1, 2, 3) as d, to_time('12:34:56.5') as e"
  a,b,c,d,e
  Hello World-Foo_Bar 3x SSa,2,3,01:02:03,12:34:56.500
  $ q "select encode(sha224('abc'), 'hex') as a"; q "select encode(sha384('abc'), 'hex') as a"; q "select encode(digest('abc', 'sha512'), 'hex') as a"
  a
  23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7
  a
  cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7
  a
  ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
What could come out differently is refused.
  $ for x in "regexp_count('ab', 'a*')" "array_sort([1], 'up')" "approx_median(1)" "percentile_cont(1, 0.5) over ()" "'a' like 'b' escape '!'" "make_time(25, 0, 0)" "to_time('noon')"; do err kamu sql -c "select $x as a" | head -3; done
  Error:
    0: Internal error
    1: This feature is not implemented: regexp_count() with a pattern that fits an empty text
  Error:
    0: the second parameter of array_sort() is DESC or ASC, the third NULLS FIRST or NULLS LAST
    1: Error during planning: the second parameter of array_sort() is DESC or ASC, the third NULLS FIRST or NULLS LAST
  Error:
    0: Invalid function 'approx_median'.
    1: Error during planning: Invalid function 'approx_median'.
  Error:
    0: Internal error
    1: This feature is not implemented: percentile_cont() over a window
  Error:
    0: Internal error
    1: This feature is not implemented: LIKE with an ESCAPE other than the backslash
  Error:
    0: Internal error
    1: Execution error: Unable to parse time from 25, 0, 0
  Error:
    0: Internal error
    1: Execution error: Error parsing 'noon' as time
  [1]
