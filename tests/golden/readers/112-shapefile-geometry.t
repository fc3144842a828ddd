EsriShapefile geometry: points, multipoints, lines, polygons with holes, Z and M values, null shapes.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; app $1 EsriShapefile 'id: Int64; geometry: String?'; mkshp x.zip <<< '{"name": "x", "type": "'$2'", "fields": [["id", "N", 5, 0]], "records": [[1]], "shapes": ['"$3"']}'; push $1 x.zip && cells $1; }
  $ t a POINT '[1, 2.5]'
  == POINT
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"Point\",\"coordinates\":[1.0,2.5]}"}
  $ t b MULTIPOINT '[[1, 2], [3, 4]]'
  == MULTIPOINT
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"MultiPoint\",\"coordinates\":[[1.0,2.0],[3.0,4.0]]}"}
  $ t c POLYLINE '[[[0, 0], [1, 1]], [[2, 2], [3, 3], [4, 2]]]'
  == POLYLINE
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"MultiLineString\",\"coordinates\":[[[0.0,0.0],[1.0,1.0]],[[2.0,2.0],[3.0,3.0],[4.0,2.0]]]}"}
  $ t d POLYGON '[[[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]]'
  == POLYGON
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.0,0.0],[0.0,10.0],[10.0,10.0],[10.0,0.0],[0.0,0.0]]]]}"}
  $ t e POLYGON '[[[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]], [[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]], [[20, 20], [20, 30], [30, 30], [20, 20]]]'
  == POLYGON
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.0,0.0],[0.0,10.0],[10.0,10.0],[10.0,0.0],[0.0,0.0]],[[2.0,2.0],[4.0,2.0],[4.0,4.0],[2.0,4.0],[2.0,2.0]]],[[[20.0,20.0],[20.0,30.0],[30.0,30.0],[20.0,20.0]]]]}"}
  $ t f POLYGON '[[[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]], [[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]]'
  == POLYGON
  Error: Inner ring without a previous outer ring
    at: x.zip, record 1
  
  [1]
  $ t g POINTZ '[1, 2, 3]'
  == POINTZ
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"Point\",\"coordinates\":[1.0,2.0]}"}
  $ t h POINTM '[1, 2, 3]'
  == POINTM
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"Point\",\"coordinates\":[1.0,2.0]}"}
  $ t i POLYLINEZ '[[[0, 0, 5], [1, 1, 6]]]'
  == POLYLINEZ
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"MultiLineString\",\"coordinates\":[[[0.0,0.0],[1.0,1.0]]]}"}
  $ t j POLYGONZ '[[[0, 0, 1], [0, 1, 1], [1, 1, 1], [0, 0, 1]]]'
  == POLYGONZ
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.0,0.0],[0.0,1.0],[1.0,1.0],[0.0,0.0]]]]}"}
  $ t k POINT null
  == POINT
  Dataset updated
  {"id":1,"geometry":null}
  $ t l NULL null
  == NULL
  Dataset updated
  {"id":1,"geometry":null}
  $ t m POINT '[1e300, -0.0]'
  == POINT
  Dataset updated
  {"id":1,"geometry":"{\"type\":\"Point\",\"coordinates\":[1e+300,-0.0]}"}
