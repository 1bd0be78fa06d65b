/**
 * What PostgreSQL has to know to convert and compare as SQL Server does. An error is raised with SQLSTATE TS000, as the number and the
 * words of SQL Server's.
 */
export const functions = String.raw`
create schema tsql;
create schema held;
create collation tsql.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create sequence tsql.version;

-- The catalog is lists of values, of which the planner thinks that next to none meet: it would go through them again and again.
do $$ begin execute format('alter database %I set enable_nestloop = off', current_database()); end $$;

create function tsql.count_of(wanted regclass) returns bigint language plpgsql stable as $$
declare rows bigint;
begin execute 'select count(*) from ' || wanted into rows; return rows; end $$;

create function tsql.fail(number int, message text) returns boolean language plpgsql immutable as $$
begin raise exception using errcode = 'TS000', message = number || '|' || message; end $$;

create function tsql.to_whole(value text, source text, target text) returns numeric language plpgsql immutable as $$
declare trimmed text := trim(value); most numeric; least numeric;
begin
  if trimmed is null then return null; end if;
  if trimmed = '' then return 0; end if;
  if (trimmed collate "C") !~ '^[+-]?[0-9]+$' then
    if target = 'bigint' then perform tsql.fail(8114, 'Error converting data type ' || source || ' to bigint.');
    else perform tsql.fail(245, 'Conversion failed when converting the ' || source || ' value ''' || value || ''' to data type ' || target || '.');
    end if;
  end if;
  most := case target when 'tinyint' then 255 when 'smallint' then 32767 when 'int' then 2147483647 else 9223372036854775807 end;
  least := case target when 'tinyint' then 0 else - most - 1 end;
  if trimmed::numeric not between least and most then
    if target = 'int' then perform tsql.fail(248, 'The conversion of the ' || source || ' value ''' || value || ''' overflowed an int column.');
    elsif target = 'bigint' then perform tsql.fail(8115, 'Arithmetic overflow error converting expression to data type bigint.');
    else perform tsql.fail(244, 'The conversion of the ' || source || ' value ''' || value || ''' overflowed an INT' || case target when 'tinyint' then '1' else '2' end || ' column. Use a larger integer column.');
    end if;
  end if;
  return trimmed::numeric;
end $$;

create function tsql.to_tinyint(value numeric) returns smallint language plpgsql immutable as $$
begin
  if value not between 0 and 255 then perform tsql.fail(220, 'Arithmetic overflow error for data type tinyint, value = ' || value || '.'); end if;
  return value::smallint;
end $$;

create function tsql.to_bit(value text, source text) returns smallint language plpgsql immutable as $$
declare trimmed text := lower(trim(value));
begin
  if trimmed is null then return null; end if;
  if (trimmed collate "C") in ('true', 'false') then return case when (trimmed collate "C") = 'true' then 1 else 0 end; end if;
  if (trimmed collate "C") !~ '^[+-]?[0-9]*$' then
    perform tsql.fail(245, 'Conversion failed when converting the ' || source || ' value ''' || value || ''' to data type bit.');
  end if;
  return case when trimmed = '' or trimmed::numeric = 0 then 0 else 1 end;
end $$;

create function tsql.to_number(value text, source text, target text, digits int, places int) returns numeric language plpgsql immutable as $$
declare trimmed text := trim(value); number numeric;
begin
  if trimmed is null then return null; end if;
  if (target collate "C") like '%money' and trimmed = '' then return 0; end if;
  if (trimmed collate "C") !~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$' then
    if (target collate "C") like '%money' then perform tsql.fail(235, 'Cannot convert a char value to money. The char value has incorrect syntax.'); end if;
    perform tsql.fail(8114, 'Error converting data type ' || source || ' to ' || target || '.');
  end if;
  number := round(trimmed::numeric, places);
  if abs(number) >= power(10::numeric, digits - places) then
    perform tsql.fail(8115, 'Arithmetic overflow error converting ' || source || ' to data type ' || target || '.');
  end if;
  return number;
end $$;

create function tsql.to_float(value text, source text, target text) returns double precision language plpgsql immutable as $$
declare trimmed text := trim(value);
begin
  if trimmed is null then return null; end if;
  if trimmed = '' then return 0; end if;
  if (trimmed collate "C") !~* '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$' then
    perform tsql.fail(8114, 'Error converting data type ' || source || ' to ' || target || '.');
  end if;
  return trimmed::double precision;
end $$;

create function tsql.to_uuid(value text) returns uuid language plpgsql immutable as $$
begin
  if value is null then return null; end if;
  if (value collate "C") !~* '^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$' then
    perform tsql.fail(8169, 'Conversion failed when converting from a character string to uniqueidentifier.');
  end if;
  return trim(value, '{}')::uuid;
end $$;

create function tsql.to_bytes(value text) returns bytea language plpgsql immutable as $$
begin
  if value is null then return null; end if;
  if (value collate "C") !~* '^([0-9a-f]{2})*$' then perform tsql.fail(8114, 'Error converting data type nvarchar to varbinary.'); end if;
  return decode(value, 'hex');
end $$;

create function tsql.fit(value text, most int, fills boolean, target text, target_column text) returns text language plpgsql immutable as $$
begin
  if length(value) > most and length(rtrim(value)) > most then
    perform tsql.fail(2628, 'String or binary data would be truncated in table ''' || target || ''', column ''' || target_column || '''. Truncated value: ''' || left(value, most) || '''.');
  end if;
  return case when fills then rpad(left(value, most), most) else left(value, most) end;
end $$;

create function tsql.filled(value bytea, most int) returns bytea language sql immutable strict as $$
  select value || decode(repeat('00', greatest(0, most - length(value))), 'hex')
$$;

create function tsql.fit_bytes(value bytea, most int, target text, target_column text) returns bytea language plpgsql immutable as $$
begin
  if length(value) > most then
    perform tsql.fail(2628, 'String or binary data would be truncated in table ''' || target || ''', column ''' || target_column || '''. Truncated value: ''''.');
  end if;
  return value;
end $$;

create function tsql.matches(value text, pattern text, escape_with text) returns boolean language plpgsql immutable as $$
declare out text := '^'; at int := 1; one text; class boolean := false;
begin
  if value is null or pattern is null then return null; end if;
  while at <= length(pattern) loop
    one := substr(pattern, at, 1) collate "C";
    if (one collate "C") = escape_with then
      at := at + 1;
      if at > length(pattern) then return false; end if;
      one := substr(pattern, at, 1);
      out := out || case when (one collate "C") ~ '^[][\\^$.|?*+(){}-]$' then '\' || one else one end;
    elsif class then
      if one = ']' then class := false; end if;
      out := out || case when one = '\' then '\\' else one end;
    elsif one = '%' then out := out || '.*';
    elsif one = '_' then out := out || '.';
    elsif one = '[' then class := true; out := out || '[';
    else out := out || case when (one collate "C") ~ '^[]\\^$.|?*+(){}-]$' then '\' || one else one end;
    end if;
    at := at + 1;
  end loop;
  return (value collate "und-x-icu") ~ ('(?is)' || out || '$');
end $$;

create function tsql.next_version() returns bytea language sql volatile as $$
  select decode(lpad(to_hex(nextval('tsql.version')), 16, '0'), 'hex')
$$;
`;
