/**
 * The passwords that are tried first: the commonest ones and the words that they are made of, without what people hang on them to
 * satisfy a rule (see weak-password.ts, which takes that off).
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
123456 1234567 12345678 123456789 1234567890 0123456789 12345 1234 123123 123123123 123321 654321 987654321 0987654321 87654321
111111 1111111 11111111 111222 112233 11223344 1122334455 121212 131313 102030 123654 123654789 147258 147258369 159357 159753
000000 00000000 222222 333333 444444 555555 666666 696969 777777 7777777 888888 88888888 999999 999999999 123abc abc123 abcd1234
a123456 a1234567 a12345678 aa123456 aa12345678 q123456 q1w2e3 q1w2e3r4 q1w2e3r4t5 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx
1qaz2wsx3edc 1qazxsw2 zaq12wsx zaq1zaq1 qaz123 qazwsx qazwsxedc qazxsw 123qwe 123qweasd 123qweasdzxc 12qwaszx 1234qwer qwer1234
qwerty qwerty1 qwertyu qwertyui qwertyuiop qwertz qwertzuiop azerty azertyuiop asdf asdfg asdfgh asdfghj asdfghjk asdfghjkl asdfasdf
zxcvbn zxcvbnm zxcvbnm123 qweasd qweasdzxc qwaszx poiuytrewq lkjhgfdsa mnbvcxz abcdef abcdefg abcdefgh abcdefghi abcdefghij aaaaaa
aaaaaaaa abcabc abc abcd abc12345 a1b2c3 a1b2c3d4 password passwort passwd passw0rd pass password1 password12 password123 mypassword
thepassword newpassword yourpassword passpass wordpass contrasena contraseña motdepasse senha parola haslo wachtwoord lozinka losenord
secret secrets topsecret mysecret geheim letmein letmeinnow openup opensesame opensaysme trustno trustnoone welcome welcomeback
welcomehome hello hellohello helloworld hi goodbye login loginlogin logmein signin access accessme master mastermaster masterkey admin
administrator administrador adminadmin adminpass root rootroot toor superuser sysadmin system guest user username userpass test
testing tester testtest testuser demo temp temporary default changeme changeit changethis change nopassword nopass blank empty
example sample server database datenbank oracle oracle mysql postgres postgresql mssql sqlserver mongodb mongo redis mariadb linux ubuntu debian
windows microsoft google facebook twitter instagram youtube amazon apple samsung android iphone internet computer laptop keyboard
monitor mouse hardware software network wireless router cisco office business company security secure pass1word p4ssword orrery
iloveyou ilovehim iloveher iloveme iloveu ilovegod loveyou loveme lovely love lover lovers loveu mylove truelove truelove1 forever
forever1 sweet sweetie sweetheart sweety honey baby babygirl babyboy babyblue princess prince queen king kingdom angel angels angela
cutie kisses kissme kitty hottie sexy sexygirl beautiful gorgeous pretty barbie diamond crystal jewel rainbow sunshine sunset sunrise
sunny sunflower moonlight moon stars starlight galaxy universe summer winter spring autumn january february march april june july
august september october november december monday tuesday wednesday thursday friday saturday sunday football soccer baseball basketball
hockey tennis golf golfer rugby cricket swimming running skating snowboard surfing fishing hunting hunter racing cycling yankees redsox
lakers cowboys steelers packers eagles broncos raiders patriots dodgers giants cubs chelsea arsenal liverpool manchester manutd
barcelona realmadrid juventus bayern united everton celtic rangers monkey dragon tiger tigers lion panther jaguar leopard wolf wolves
bear bears eagle falcon hawk raven phoenix dolphin dolphins shark whale turtle butterfly spider scorpion snake cobra viper horse
horses pony ponies cat cats kitten dog dogs doggie puppy rabbit bunny hamster chicken rooster duck penguin elephant gorilla buddy
buster bailey bella charlie max rocky lucky lucy molly daisy maggie sadie sophie ginger pepper peanut cookie cookies cupcake
chocolate candy sugar cheese pizza burger banana apple1 orange lemon cherry strawberry blueberry coffee corona whiskey vodka beer
coke pepsi cocacola marlboro superman batman spiderman ironman wolverine hulk avengers starwars darthvader skywalker yoda jedi
matrix neo trinity gandalf frodo hobbit harrypotter hogwarts dumbledore pokemon pikachu naruto sasuke goku dragonball mario luigi
zelda sonic minecraft fortnite roblox warcraft starcraft diablo counterstrike callofduty halo assassin ninja samurai warrior soldier
knight wizard magic magician merlin hacker hacked cheater killer killme murder death devil demon satan lucifer hell heaven jesus
jesuschrist christ god godisgood blessed faith hope grace mercy church bible michael jennifer jessica ashley amanda daniel david
robert william joseph thomas james john johnny jonathan joshua matthew andrew anthony christopher brandon justin jordan jordan23 tyler
ryan kevin brian steven george edward richard charles patrick nicholas nicole michelle melissa stephanie elizabeth samantha victoria
alexander alexandra alexis andrea anna maria patricia barbara sarah rachel rebecca hannah emily emma olivia isabella natalie natasha
chelsea1 taylor carlos roberto fernando francisco alejandro ferrari porsche mercedes bmw audi toyota honda nissan mustang corvette
camaro harley yamaha suzuki kawasaki ducati turbo speed racer america american canada england london paris france germany deutschland
berlin italia italy spain espana mexico brasil brazil india pakistan china japan tokyo korea russia moscow australia africa newyork
california texas florida chicago boston dallas houston vegas hollywood freedom liberty peace victory winner champion legend hero
heroes power powerful money dollar million millionaire rich gold golden silver platinum metal metallica nirvana slipknot linkinpark
eminem tupac beatles elvis rock rockstar rocknroll music guitar piano drummer dancer dancing party fuckyou fuckme fuckoff fucker
asshole bitch bullshit pussy whatever nothing something anything everything nobody somebody blahblah qwerty12 shadow darkness
midnight thunder lightning storm fire flames phoenix1 ice snow snowman snowball ocean beach island mountain river forest flower
flowers rose roses lily lilly tulip garden green yellow purple blue black white pink red brown maroon scooter scooby snoopy mickey
minnie donald tweety bugs garfield simpsons homer bart family mother father daddy mommy mom dad brother sister friend friends
bestfriend girlfriend boyfriend husband wife son daughter school student teacher college university study library hospital doctor
nurse police fireman pilot captain sailor marine army navy airforce marines military general colonel ranger sniper bullet pistol
gun rifle access14 trust truth change1 correcthorsebatterystaple donttellanyone ihavenoidea incorrect itsasecret
`
    .trim()
    .split(/\s+/),
);
